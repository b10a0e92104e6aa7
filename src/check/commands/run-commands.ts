import fc from "fast-check";
import { DrivenWorld } from "../../harness/scenario/driven-world.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Host } from "../../kernel/host.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { Duration } from "../../kernel/time.ts";
import { liveHost } from "../../live/host.ts";
import { ScenarioFailure } from "../scenario-failure.ts";
import { validScenario } from "../valid-scenario.ts";
import type { BusCommand } from "./bus-command.ts";
import { BusModel } from "./bus-model.ts";

export interface DrivenBusOptions {
  readonly seed: Seed;
  /** Of the world's time that commands can use up. Default 10 minutes. */
  readonly duration?: Duration;
  readonly host?: Host;
}

/** A fresh world and its model: what `fc.asyncModelRun` starts from. */
export async function drivenBus(
  scenario: Scenario, { host = liveHost(), ...options }: DrivenBusOptions,
): Promise<{ readonly model: BusModel; readonly real: DrivenWorld }> {
  const real = await DrivenWorld.open(validScenario(scenario), host, options);
  return { model: new BusModel(real.remaining), real };
}

/**
 * The body of a property: drives a fresh world through the commands, and then through the end of a run: what must come
 * true `eventually` does, and everything closes.
 *
 * @throws {ModelMismatch} the world does not do what the model says.
 * @throws {ScenarioFailure} it does not come to a good end.
 */
export async function runCommands(
  scenario: Scenario, commands: Iterable<BusCommand>, options: DrivenBusOptions,
): Promise<void> {
  const started = await drivenBus(scenario, options);
  await fc.asyncModelRun(() => started, commands);
  const outcome = await started.real.finish();
  if (outcome.failure !== undefined)
    throw new ScenarioFailure(
      outcome, `await runCommands(scenario, [${[...commands].join(", ")}], { seed: ${options.seed} })`,
    );
}
