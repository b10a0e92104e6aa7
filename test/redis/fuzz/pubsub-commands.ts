import { menu, type Draw } from "./draw.ts";
import { value } from "./words.ts";

const channels = (draw: Draw): string[] => draw.some(2, () => draw.pick(["c", "d", "news"]));
/** No channel matches two of them: servers try them in an order that follows from a hash seed. */
const patterns = (draw: Draw): string[] => draw.some(2, () => draw.pick(["c*", "[de]", "n?ws"]));

/** For those who speak; a publisher may listen too once its protocol is 3. */
export const publishing = menu([
  [8, (draw) => ["PUBLISH", draw.pick(["c", "d", "news", "e"]), value(draw)]],
  [2, (draw) => ["SPUBLISH", draw.pick(["c", "d"]), value(draw)]],
  [1, () => ["PUBSUB", "NUMPAT"]],
  [1, (draw) => ["PUBSUB", draw.pick(["NUMSUB", "SHARDNUMSUB"]), ...channels(draw)]],
  [1, (draw) => ["HELLO", draw.pick(["2", "3", "3", "4"])]],
]);

/** For those who listen: mostly to subscribe, or to leave again. */
export const listening = menu([
  [4, (draw) => ["SUBSCRIBE", ...channels(draw)]],
  [4, (draw) => ["PSUBSCRIBE", ...patterns(draw)]],
  [2, (draw) => ["SSUBSCRIBE", ...channels(draw)]],
  [4, (draw) => ["UNSUBSCRIBE", ...channels(draw)]],
  [4, (draw) => ["PUNSUBSCRIBE", ...patterns(draw)]],
  [2, (draw) => ["SUNSUBSCRIBE", ...channels(draw)]],
  [2, (draw) => ["PING", ...draw.maybe(2, () => [value(draw)])]],
  [2, () => ["RESET"]],
  [3, (draw) => ["HELLO", draw.pick(["2", "3"])]],
  [2, (draw) => ["PUBLISH", "c", value(draw)]],
]);
