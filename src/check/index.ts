/** Scenarios as arbitraries, properties and commands for fast-check. */
export { faultPlans, runPlans, type FaultPlanOptions } from "./fault-plans.ts";
export { assertCapsule } from "./assert-capsule.ts";
export { assertHolds, didHold, formatHold, hold, type HoldOptions, type HoldReport } from "./hold.ts";
export { knobs } from "./knobs.ts";
export { ScenarioFailure } from "./scenario-failure.ts";
export { scenarioProperty, type ScenarioPropertyOptions } from "./scenario-property.ts";
export { scenarioRuns, type ScenarioRun } from "./scenario-runs.ts";
export { seeds } from "./seeds.ts";
export { workloads, type KeptMessages } from "./workloads.ts";
export { BusModel } from "./commands/bus-model.ts";
export { ModelMismatch, type BusCommand } from "./commands/bus-command.ts";
export { busCommands } from "./commands/bus-commands.ts";
export { advance, checkDrained, heal, inject, publish } from "./commands/commands.ts";
export { drivenBus, runCommands, type DrivenBusOptions } from "./commands/run-commands.ts";
export {
  DrivenWorld, type DrivenWorldOptions, type KeyTally, type Publication,
} from "../harness/scenario/driven-world.ts";
