import type { Scenario } from "../../harness/scenario/scenario.ts";
import { loadScenario } from "../scenario-source.ts";

const loaded = new Map<string, Promise<Scenario>>();

/** A scenario, loaded once a thread. */
export function scenarioOf(source: string, packageRoot: string): Promise<Scenario> {
  let loading = loaded.get(source);
  if (loading === undefined)
    loaded.set(source, (loading = loadScenario(source, packageRoot).then(({ scenario }) => scenario)));
  return loading;
}
