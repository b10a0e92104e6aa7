import type { Heat } from "./kit/heat.ts";
import { race } from "./kit/race.ts";

// What one publication costs, handlers included: a thousand topics, fifty subscriptions with wildcards.

/** With more handlers what is measured is theirs. The map is to be at most 1.3 times as fast. */
const OF_DISPATCH: Heat["requirements"] = [
  { rival: "memoised Map", atLeast: 1 / 1.3 },
  { rival: "eventemitter2 wildcard", atLeast: 10 },
  { rival: "RxJS Subject + filter", atLeast: 10 },
];

const heat = (matches: number): Heat => ({
  name: matches === 1 ? "1 handler" : `${matches} handlers`,
  operation: "publication",
  subject: "wavetank TopicDispatcher",
  contenders: [
    { name: "wavetank TopicDispatcher", open: async () => (await import("./dispatch/wavetank.ts")).open(matches) },
    { name: "memoised Map", open: async () => (await import("./dispatch/memoised-map.ts")).open(matches) },
    { name: "node:events, no wildcards", open: async () => (await import("./dispatch/node-events.ts")).open(matches) },
    { name: "eventemitter2 wildcard", open: async () => (await import("./dispatch/eventemitter2.ts")).open(matches) },
    { name: "RxJS Subject + filter", open: async () => (await import("./dispatch/rxjs.ts")).open(matches) },
  ],
  requirements: matches === 1 ? OF_DISPATCH : [],
  checkOperations: 10_000,
});

await race({ bench: "dispatch", heats: [1, 5, 50].map(heat) });
