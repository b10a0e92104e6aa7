import type { Heat } from "./kit/heat.ts";
import { race } from "./kit/race.ts";
import { DELTAS } from "./book/workload.ts";

// What one delta of ten levels a side costs in a book of a thousand levels a side.

const heat = (name: string, readsTouch: boolean): Heat => ({
  name,
  operation: "delta",
  subject: "wavetank",
  contenders: [
    { name: "wavetank", open: async () => (await import("./book/wavetank.ts")).open(readsTouch) },
    { name: "tardis-dev OrderBook", open: async () => (await import("./book/tardis.ts")).open(readsTouch) },
    { name: "ccxt OrderBook", open: async () => (await import("./book/ccxt.ts")).open(readsTouch) },
  ],
  requirements: [{ rival: "tardis-dev OrderBook", atLeast: 5 }],
  checkOperations: DELTAS,
});

await race({ bench: "book", heats: [heat("apply", false), heat("apply, then read the touch", true)] });
