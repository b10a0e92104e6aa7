import type { Drain, Host } from "../../kernel/host.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { parseOrder, type Order } from "./order.ts";

/** Events of a run of `scenario` in FIFO order and without faults: over which the changes of PCT are drawn. */
export async function probeSteps(scenario: Scenario, host: Host, drain?: Drain): Promise<number> {
  const { events } = await runScenario(scenario, host, {
    seed: 0, order: "fifo", plan: { faults: [], knobs: {}, buggify: false }, ...(drain === undefined ? {} : { drain }),
  });
  return Math.max(1, events);
}

/**
 * What `input` says for `scenario`: as `parseOrder`, and `pct:<depth>` over the steps of a probe. @throws
 * {WavetankError} E_ORDER
 */
export async function orderFor(input: string, scenario: Scenario, host: Host): Promise<Order> {
  return parseOrder(/^pct:\d+$/.test(input) ? `${input}@${await probeSteps(scenario, host)}` : input);
}
