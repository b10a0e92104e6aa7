import { formatInstant } from "../../kernel/time.ts";
import type { DataLoss, MessageAccount } from "../evidence/account.ts";
import { always, type Always } from "../property.ts";

/**
 * No write that was acknowledged is lost, beyond what the deployment promises for the failures that happened: compared
 * for each message when its producer is told, which a server must have taken by then, and for all of them in the end.
 */
export const noLoss = (): Always => always(
  "no-loss", "no acknowledged message is lost beyond what the deployment promises", (verdicts, view) => ({
    stored(message, at) {
      verdicts.compare();
      if (message.copies > 0) return;
      verdicts.violate(at, "a message was acknowledged that no server has taken",
        `message ${message.index} was acknowledged, and no server has ever taken it`, message);
    },
    finished(at) {
      for (const message of view.messages) {
        if (message.storedAt < 0 || message.end === "dropped") continue;
        verdicts.compare();
        if (message.handled > 0 || message.end === "dead-lettered") continue;
        if (view.losses.some((loss) => excuses(loss, message))) continue;
        verdicts.violate(at, "an acknowledged message was lost",
          `message ${message.index} was acknowledged at ${formatInstant(message.storedAt)} and never handled; ` +
          (view.losses.length === 0 ? "the store has lost nothing" : `no failure of the store excuses it`), message);
      }
    },
  }));

/** A failure may take what a server had before it, back to its window, and what it took in ignorance after it. */
export function excuses(loss: DataLoss, message: MessageAccount): boolean {
  const { node, lastAppliedAt } = message;
  if (!loss.allowed || lastAppliedAt < loss.at - loss.window) return false;
  return node === loss.node ? lastAppliedAt <= loss.until : loss.wasMaster && lastAppliedAt <= loss.at;
}
