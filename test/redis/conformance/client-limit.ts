import type { Step } from "./step.ts";

/** What such a client keeps to itself or does in its own way. */
const OWN_WAY = /^([ps]?(un)?subscribe|monitor|reset|quit|hello|client|sync|psync|replicaof|slaveof|shutdown|auth)$/i;

/** Why clients cannot play these steps; undefined when they can. */
export function clientLimit(steps: readonly Step[]): string | undefined {
  const step = steps.find((one) => one.kind === "command" && OWN_WAY.test(one.args[0] as string));
  return step?.kind === "command"
    ? `ioredis has its own way with ${(step.args[0] as string).toUpperCase()}`
    : undefined;
}
