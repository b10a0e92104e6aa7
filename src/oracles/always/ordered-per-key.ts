import { always, type Always } from "../property.ts";

/**
 * The first effects of messages of one key come in the order of publication. Only where one consumer handles a key: a
 * group with several deals a key's messages out among them.
 */
export const orderedPerKey = (): Always => always(
  "ordered-per-key", "messages of one key take effect in the order of their publication", (verdicts) => {
    const last = new Map<number, number>();
    return {
      handled(message, _process, _intact, at) {
        if (message.handled > 1) return;
        const key = message.life * 100_003 + message.key;
        const before = last.get(key);
        if (before !== undefined) {
          verdicts.compare();
          if (message.index < before) {
            verdicts.violate(at, "a message took effect after a later one of its key",
              `message ${message.index} of key ${message.key} took effect after message ${before}`, message);
          }
        }
        last.set(key, Math.max(before ?? 0, message.index));
      },
    };
  });
