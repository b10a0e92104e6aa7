/** What a scenario is written with: the package's main entry exports all of it. */
export {
  scenario, type BusSetup, type DeploymentSetup, type LatencyBudget, type Scenario,
} from "./scenario/scenario.ts";
export { clusters, poisson, recording, session, steady, type Traffic } from "./scenario/traffic.ts";
export * from "../faults/vocabulary.ts";
export type { Fault, FaultKind, PlannedFault } from "../faults/fault.ts";
export {
  always, eventually, sometimes, type Always, type Eventually, type Sometimes, type Verdicts,
} from "../oracles/property.ts";
export type { DataLoss, MessageAccount } from "../oracles/evidence/account.ts";
export type { ConsumerProcess, ProducerLife, RunView, Witness } from "../oracles/evidence/witness.ts";
export { bookMatches } from "../oracles/always/book-matches.ts";
export { boundedMemory } from "../oracles/always/bounded-memory.ts";
export { conserved } from "../oracles/always/conserved.ts";
export { deadLetters } from "../oracles/always/dead-letters.ts";
export { effectOnce } from "../oracles/always/effect-once.ts";
export { fenced } from "../oracles/always/fenced.ts";
export { ledgerZero } from "../oracles/always/ledger-zero.ts";
export { metricEqualsLog } from "../oracles/always/metric-equals-log.ts";
export { noInversion } from "../oracles/always/no-inversion.ts";
export { noLoss } from "../oracles/always/no-loss.ts";
export { orderedPerKey } from "../oracles/always/ordered-per-key.ts";
export { trimSafe } from "../oracles/always/trim-safe.ts";
export { delivered } from "../oracles/eventually/delivered.ts";
export { drained } from "../oracles/eventually/drained.ts";
export * from "../oracles/sometimes/catalogue.ts";
export { minutes, ms, ns, sec, us, type Duration, type Instant } from "../kernel/time.ts";
