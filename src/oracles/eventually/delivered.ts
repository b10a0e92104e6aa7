import { formatDuration, sec, type Duration } from "../../kernel/time.ts";
import { excuses } from "../always/no-loss.ts";
import { eventually, type Eventually } from "../property.ts";
import type { RunView } from "../evidence/witness.ts";

/** Every message that was acknowledged is handled or dead-lettered, but for what the deployment may lose. */
export const delivered = ({ within = sec(10) }: { readonly within?: Duration } = {}): Eventually => eventually({
  name: "delivered", within,
  claim: `within ${formatDuration(within)} of the last fault every acknowledged message has been handled`,
  holds: (view) => view.held === 0 && undelivered(view) === 0,
  missing: (view) => `${undelivered(view)} acknowledged messages are not handled, ${view.held} are held`,
});

function undelivered({ messages, losses }: RunView): number {
  let count = 0;
  for (const message of messages) {
    if (message.storedAt >= 0 && message.end === "open" && !losses.some((loss) => excuses(loss, message))) count++;
  }
  return count;
}
