import type { MessageAccount } from "../evidence/account.ts";
import { always, type Always } from "../property.ts";

/**
 * The first effects of messages of one key come in the order of publication. Only where one consumer handles a key: a
 * group with several deals a key's messages out among them.
 *
 * A master that was cut off may have what its successor never got, and keep it until it is told that it is no master
 * any more. Later messages take effect meanwhile; then a consumer that still reaches it claims the earlier ones there,
 * or it becomes master again.
 */
export const orderedPerKey = (): Always => always(
  "ordered-per-key", "messages of one key take effect in the order of their publication", (verdicts, view) => {
    const last = new Map<number, MessageAccount>();
    return {
      handled(message, _process, _intact, at) {
        if (message.handled > 1) return;
        const key = message.life * 100_003 + message.key;
        const before = last.get(key);
        if (before === undefined) {
          last.set(key, message);
          return;
        }
        verdicts.compare();
        if (message.index > before.index) {
          last.set(key, message);
          return;
        }
        const earlier = message.forgottenAt < 0 ? before : view.messages.find((other) => hadItsTurn(message, other));
        if (earlier === undefined) return;
        verdicts.violate(at, "a message took effect after a later one of its key",
          `message ${message.index} of key ${message.key} took effect after message ${earlier.index}`, message);
      },
    };
  });

/**
 * Whether a later message of its key took effect while the master had `message`, which was gone for a while or for
 * good.
 */
const hadItsTurn = (message: MessageAccount, other: MessageAccount): boolean =>
  other.life === message.life && other.key === message.key && other.index > message.index && other.handled > 0 &&
  (other.handledAt < message.forgottenAt || (message.foundAgainAt >= 0 && other.handledAt > message.foundAgainAt));
