import { WavetankError } from "../../kernel/error.ts";

/**
 * Who comes first where the scenario leaves it open. `fifo`: every latency is the usual one, and what is due at one
 * instant runs in the order of its scheduling. `uniform`: latencies and ties are drawn, each for itself. `pct`:
 * latencies are drawn, and every way of every process has a priority that holds what is less urgent back; it changes at
 * `pct - 1` events of the first `steps`. Undefined: latencies are drawn, ties are not.
 */
export type Order = "fifo" | "uniform" | PctOrder;

export interface PctOrder {
  /** The depth: how many constraints of order a bug may need. */
  readonly pct: number;
  /** Events of a run, about: see `probeSteps`. */
  readonly steps: number;
}

export const MOST_DEPTH = 16;
export const MOST_STEPS = 2 ** 40;

/** Says what is wrong with an order that somebody made; undefined if nothing is. */
export function orderProblem(order: Order): string | undefined {
  if (order === "fifo" || order === "uniform") return undefined;
  const { pct, steps } = order;
  if (!Number.isInteger(pct) || pct < 1 || pct > MOST_DEPTH) return `depth ${pct}: expected 1 to ${MOST_DEPTH}`;
  if (!Number.isInteger(steps) || steps < 1 || steps > MOST_STEPS) return `${steps} steps: expected 1 to ${MOST_STEPS}`;
  return undefined;
}

/** @throws {WavetankError} E_ORDER */
export function checkedOrder(order: Order): Order {
  const problem = orderProblem(order);
  if (problem !== undefined)
    throw new WavetankError("E_ORDER", problem, {
      expected: "fifo, uniform, or pct with a depth and the steps of a run",
    });
  return order;
}

/** `fifo`, `uniform`, `pct:2@12000`: as `parseOrder` reads it. */
export const formatOrder = (order: Order): string =>
  typeof order === "string" ? order : `pct:${order.pct}@${order.steps}`;

/** @throws {WavetankError} E_ORDER */
export function parseOrder(input: string): Order {
  if (input === "fifo" || input === "uniform") return input;
  const match = /^pct:(\d{1,15})@(\d{1,15})$/.exec(input);
  if (match === null)
    throw new WavetankError("E_ORDER", `"${input}" is no order`, {
      expected: "fifo, uniform, or pct:<depth>@<events of a run>, such as pct:2@12000",
    });
  return checkedOrder({ pct: Number(match[1]), steps: Number(match[2]) });
}
