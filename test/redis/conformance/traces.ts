import type { Step } from "./step.ts";

/** Commands whose effect FLUSHALL does not undo. */
const LASTING =
  /^(config|acl|replicaof|slaveof|function|script|debug|client|shutdown|latency|slowlog|save|bgsave|bgrewriteaof|failover|module)$/i;

/** After such steps a server is started anew. */
export const leaveTraces = (steps: readonly Step[]): boolean =>
  steps.some((step) => step.kind === "command" && step.args.some((arg) => LASTING.test(arg)));
