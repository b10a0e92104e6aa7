/** What a scenario may say, by name: everything else is refused. Of faults, `FAULT_FIELDS` says it. */
export const SCENARIO_FIELDS = [
  "name", "claim", "duration", "bus", "deployment", "traffic", "faults", "always", "eventually", "sometimes", "budget",
];
export const BUS_FIELDS = [
  "producers", "consumers", "handling", "wire", "batch", "buffers", "retry", "consumer", "trim",
];
export const DEPLOYMENT_FIELDS = ["persistence", "replicas", "replicaLag", "sentinel", "commandTimeout"];
export const BUDGET_FIELDS = ["p50", "p99", "p999", "max"];

const FLOW = ["producer", "keys", "mix", "bytes", "from", "until"];

export const TRAFFIC_FIELDS: Readonly<Record<string, readonly string[]>> = {
  steady: [...FLOW, "messages"], poisson: [...FLOW, "perSecond"], clusters: [...FLOW, "messages", "size"],
  session: ["venues", "producer"],
  recording: ["path", "producer", "loaded"],
};
