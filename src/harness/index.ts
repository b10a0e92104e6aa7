export { runReplay, type ReplayOptions } from "./replay.ts";
export type { BookReport, BufferReport, RunOutcome, RunReport, RunVerdict, VenueReport } from "./run-report.ts";
export { HOPS, type Hop, type LatencySummary } from "./latency.ts";
export type { OracleReport, OracleVerdict } from "../oracles/oracle.ts";
export type { Host } from "../kernel/host.ts";
export { WavetankError } from "../kernel/error.ts";
export { installVirtualTimers, type VirtualTimersOptions } from "../live/virtual-timers.ts";
