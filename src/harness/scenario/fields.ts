import type { FaultKind } from "../../faults/fault.ts";

/** What a scenario may say, by name: everything else is refused. */
export const SCENARIO_FIELDS = ["name", "claim", "duration", "bus", "deployment", "traffic", "faults", "always", "eventually", "sometimes", "budget"];
export const BUS_FIELDS = ["producers", "consumers", "handling", "wire", "batch", "buffers", "retry", "consumer", "trim"];
export const DEPLOYMENT_FIELDS = ["persistence", "replicas", "replicaLag", "sentinel", "commandTimeout"];
export const BUDGET_FIELDS = ["p50", "p99", "p999", "max"];

const FLOW = ["producer", "keys", "mix", "bytes", "from", "until"];

export const TRAFFIC_FIELDS: Readonly<Record<string, readonly string[]>> = {
  steady: [...FLOW, "messages"], poisson: [...FLOW, "perSecond"], clusters: [...FLOW, "messages", "size"], session: ["venues", "producer"],
  recording: ["path", "producer", "loaded"],
};

const SPAN = ["at", "lasting"];
const STRIKE = ["at", "when"];

export const FAULT_FIELDS: Readonly<Record<FaultKind, readonly string[]>> = {
  "drop": [...SPAN, "node", "perMille", "way"], "duplicate": [...SPAN, "node", "perMille"], "half-apply": [...SPAN, "node", "perMille"],
  "delay": [...SPAN, "node", "perMille", "by"], "reorder": [...SPAN, "node", "perMille", "by"], "throttle": [...SPAN, "node", "perSecond"],
  "clog": [...SPAN, "node", "way"], "half-open": [...SPAN, "node"], "partition": [...SPAN, "side", "way"],
  "crash": [...STRIKE, "node", "restartAfter", "state"], "pause": [...SPAN, "node"], "replace": [...STRIKE, "node"],
  "twin": [...STRIKE, "node", "lasting"], "skew": [...SPAN, "node", "by"], "drift": [...SPAN, "node", "ppb"], "step": [...STRIKE, "node", "by"],
  "failover": STRIKE, "out-of-memory": [...SPAN, "node", "policy"], "slow-commands": [...SPAN, "node", "by", "every"],
  "disconnect": [...STRIKE, "node"], "foreign-trim": [...STRIKE, "keep"], "forget-scripts": STRIKE, "forget-group": STRIKE,
  "handler-failure": [...SPAN, "node", "perMille", "times"], "slow-handler": [...SPAN, "node", "by"], "burst": [...SPAN, "times"],
  "venue-gap": [...STRIKE, "venue"], "venue-malformed": [...STRIKE, "venue"], "venue-outage": [...SPAN, "venue"], "venue-storm": [...SPAN, "times"],
  "venue-throttle": [...SPAN, "venue", "perSecond"],
};

export const LIMIT_FIELDS: readonly string[] = [
  "drop", "duplicate", "half-apply", "delay", "reorder", "throttle", "clog", "half-open", "partition", "crash", "pause", "skew", "drift", "step",
  "failover", "out-of-memory", "slow-commands", "disconnect", "handler-failure", "slow-handler", "burst", "knobs", "buggify",
];
