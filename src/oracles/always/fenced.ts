import { always, type Always } from "../property.ts";

/**
 * Once a later life of a producer has written, no server takes an entry of an earlier one: the later one's first entry
 * is its fence. A server that has lost data may have lost fences with it, and is judged from the next one on.
 */
export const fenced = (): Always => always(
  "fenced", "no entry of an earlier life of a producer is taken after one of a later life", (verdicts, view) => {
    /** By node and producer, the latest epoch that has written there. */
    const latest = new Map<string, number>();
    return {
      dataLost: () => latest.clear(),
      applied(message, node, at) {
        const life = view.lives[message.life];
        if (life === undefined) return;
        const { producer, epoch } = life;
        const place = `${node} ${producer}`;
        const fence = latest.get(place);
        if (fence === undefined || fence <= epoch) {
          latest.set(place, epoch);
          // Nothing can have been fenced before there is a second life.
          if (epoch > 1) verdicts.compare();
          return;
        }
        verdicts.compare();
        verdicts.violate(
          at, "an earlier life of a producer wrote",
          `${node} took message ${message.index} of ${producer} in epoch ${epoch}, after it had taken epoch ${fence}`,
          message,
        );
      },
    };
  });
