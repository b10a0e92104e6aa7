import type { Evaluate } from "./binary-evaluators.ts";
import { BREAK, NEXT, type Execute, type Frame } from "./closure.ts";
import type { Machine, Site } from "./machine.ts";
import { call, toNumber } from "./operations.ts";
import type { LuaValue } from "./value.ts";

type Store = (frame: Frame, value: LuaValue) => void;

export interface NumericLoop {
  readonly start: Evaluate;
  readonly limit: Evaluate;
  readonly step: Evaluate;
  readonly declare: Store;
  readonly body: Execute;
  readonly line: number;
}

/** The bounds of a numeric loop, with the errors of what is no number. */
export function numericBounds(
  machine: Machine, line: number, values: readonly LuaValue[],
): readonly [number, number, number] {
  const names = ["initial value", "limit", "step"];
  return values.map((value, i) => {
    const number = toNumber(value);
    if (number === undefined) throw machine.faultAt(line, `'for' ${names[i] ?? ""} must be a number`);
    return number;
  }) as unknown as readonly [number, number, number];
}

export function numericLoop(machine: Machine, { start, limit, step, declare, body, line }: NumericLoop): Execute {
  return (frame) => {
    const [from, to, by] = numericBounds(machine, line, [start(frame), limit(frame), step(frame)]);
    // Lua steps back first and forth before each turn, which shows in fractions.
    for (let i = from - by + by; by > 0 ? i <= to : to <= i; i += by) {
      if (--machine.steps < 0) machine.overrun(line);
      declare(frame, i);
      const signal = body(frame);
      if (signal !== NEXT) {
        if (signal === BREAK) break;
        return signal;
      }
    }
    return NEXT;
  };
}

export interface GenericLoop {
  readonly values: (frame: Frame) => LuaValue[];
  readonly declare: readonly Store[];
  readonly body: Execute;
  readonly line: number;
}

export function genericLoop(machine: Machine, { values, declare, body, line }: GenericLoop): Execute {
  const site: Site = { line };
  return (frame) => {
    const [iterator, state, initial] = values(frame);
    for (let control = initial; ;) {
      if (--machine.steps < 0) machine.overrun(line);
      frame.site = site;
      const results = call(machine, iterator, [state, control], site);
      const several = Array.isArray(results);
      control = several ? results[0] : results;
      if (control === undefined) return NEXT;
      (declare[0] as Store)(frame, control);
      for (let i = 1; i < declare.length; i++) (declare[i] as Store)(frame, several ? results[i] : undefined);
      const signal = body(frame);
      if (signal !== NEXT) {
        if (signal === BREAK) return NEXT;
        return signal;
      }
    }
  };
}
