import { race } from "./kit/race.ts";

// Seeds a second of the reference failover scenario, all in, and what the oracles cost of it.

/** What a campaign's threads have: a third of their young generation. */
const nodeOptions = ["--max-semi-space-size=42"];

await race({
  bench: "scenario",
  heats: [
    {
      name: "1,000 messages, 30 virtual seconds, swarm faults", operation: "seed", subject: "every oracle",
      contenders: [
        {
          name: "every oracle", nodeOptions,
          open: async () =>
            (await import("./scenario/wavetank.ts")).openScenario((await import("./scenario/reference.ts")).REFERENCE),
        },
        {
          name: "no oracle", nodeOptions,
          open: async () =>
            (await import("./scenario/wavetank.ts")).openScenario((await import("./scenario/reference.ts")).UNJUDGED),
        },
      ],
      requirements: [{ rival: "no oracle", atLeast: 0.65 }], rate: { atLeast: 100 }, checkOperations: 8,
    },
  ],
});
