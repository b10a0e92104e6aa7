export { runReplay, type ReplayOptions } from "./replay.ts";
export type { BookReport, BufferReport, RunOutcome, RunReport, RunVerdict, VenueReport } from "./run-report.ts";
export { HOPS, type Hop, type LatencySummary } from "./latency.ts";
export type { OracleReport, OracleVerdict } from "../oracles/oracle.ts";
export type { Host } from "../kernel/host.ts";
export { WavetankError } from "../kernel/error.ts";
export { installVirtualTimers, type VirtualTimersOptions } from "../live/virtual-timers.ts";
export * from "./authoring.ts";
export { loadRecordings } from "./scenario/load-recordings.ts";
export { runScenario, type ScenarioRunOptions } from "./scenario/run.ts";
export type { Failure, ScenarioOutcome, ScenarioVerdict } from "./scenario/outcome.ts";
export type { RunPlan } from "./scenario/plan.ts";
export { readCapsule } from "./capsule/read-capsule.ts";
export { formatCapsule } from "./capsule/capsule-document.ts";
export {
  replayCapsule, type CapsuleDivergence, type CapsuleReplay, type FailureFate,
} from "./capsule/replay-capsule.ts";
export type { Capsule, CodeIdentity, ScenarioIdentity } from "./capsule/capsule.ts";
export type { Recipe } from "./capsule/recipe.ts";
export { liveHost } from "../live/host.ts";
