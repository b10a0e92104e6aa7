import { RandomStream } from "../../../src/kernel/random.ts";
import { ms } from "../../../src/kernel/time.ts";
import type { RunTrial } from "../mutant.ts";
import { calm, smallConfig, traffic } from "../world/plan.ts";
import type { EnhancedMessageBusConfig } from "../../../src/bus/config/config.ts";
import { runWorld } from "../world/run-world.ts";

/** Whole nodes of a hundred entries, and what came after the last pass. */
const SLACK = 200;

function roomy({
  CRITICAL, HIGH, NORMAL, LOW,
}: EnhancedMessageBusConfig["buffers"]): EnhancedMessageBusConfig["buffers"] {
  const room = { capacity: 400, highWater: 300, lowWater: 100 };
  return {
    CRITICAL: { ...CRITICAL, ...room }, HIGH: { ...HIGH, ...room }, NORMAL: { ...NORMAL, ...room },
    LOW: { ...LOW, ...room },
  };
}

/**
 * A slow consumer against a keeper with a short bound: nothing unread goes, and in the end the stream is inside its
 * bound.
 */
export const trial: RunTrial = async (seed) => {
  const random = new RandomStream(seed, "mutants.trim");
  const config = smallConfig();
  const maxLength = random.pick([100, 150]);
  const strategy = random.pick(["MAXLEN", "MINID"] as const);
  return runWorld(
    calm(seed, {
      config: {
        ...config,
        batch: 64, buffers: roomy(config.buffers),
        trim: { ...config.trim, strategy, maxLength, retention: ms(100), interval: ms(20) },
        consumer: { ...config.consumer, batch: 10 },
      },
      traffic: traffic(random, 900).map((publication) => ({ ...publication, at: Math.floor(publication.at / 8) })),
      handling: (number) => (number % 2 === 0 ? "slowly" : "at once"),
    }),
    (world) =>
      world.streamLength <= maxLength + SLACK
        ? []
        : [{ oracle: "trim-bound", what: `${world.streamLength} entries at rest, the bound is ${maxLength}` }],
  );
};
