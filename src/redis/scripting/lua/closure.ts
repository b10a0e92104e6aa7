import type { FunctionBody } from "./ast.ts";
import type { Caller, Machine, Site } from "./machine.ts";
import { LuaFunction, LuaTable, type LuaValue, type Results } from "./value.ts";

/** A variable that outlives its frame, or is seen from several. */
export class Cell {
  value: LuaValue;

  constructor(value: LuaValue) {
    this.value = value;
  }
}

/**
 * How a statement ended. After RETURN the frame holds the results; after TAIL the function to go on with and its
 * arguments.
 */
export type Signal = 0 | 1 | 2 | 3;
export const NEXT: Signal = 0;
export const BREAK: Signal = 1;
export const RETURN: Signal = 2;
export const TAIL: Signal = 3;

export type Execute = (frame: Frame) => Signal;

/** A compiled function, before it is given its upvalues. */
export interface Prototype {
  readonly chunk: string;
  readonly body: FunctionBody;
  /** Indices of the parameters that are captured. */
  readonly captured: readonly number[];
  readonly execute: Execute;
  /** What a call takes of the stack. */
  readonly depth: number;
  /** The functions of the same chunk. */
  readonly prototypes: ReadonlyMap<FunctionBody, Prototype>;
}

const NO_SITE: Site = { line: -1 };
/** Stands in until the first call is prepared; nothing is ever added to it. */
const NO_ARGUMENTS: LuaValue[] = [];
const NOTHING: readonly LuaValue[] = [];

/** One call being executed. */
export class Frame implements Caller {
  readonly function: LuaClosure;
  readonly parent: Caller | undefined;
  readonly chunk: string;
  readonly upvalues: readonly Cell[];
  /** Values of the locals by slot, or their cells. */
  readonly slots: (LuaValue | Cell)[];
  readonly varargs: readonly LuaValue[];
  readonly replaced: number;
  site: Site = NO_SITE;
  results: Results = undefined;
  /** Arguments of the call about to be made. */
  pending: LuaValue[] = NO_ARGUMENTS;
  tail: LuaClosure | undefined = undefined;

  constructor(closure: LuaClosure, args: LuaValue[], parent: Caller | undefined, replaced: number) {
    const { body, captured, chunk } = closure.prototype;
    this.function = closure;
    this.parent = parent;
    this.chunk = chunk;
    this.upvalues = closure.upvalues;
    this.replaced = replaced;
    const parameters = body.parameters.length;
    this.varargs = body.isVararg && args.length > parameters ? args.slice(parameters) : NOTHING;
    const slots: (LuaValue | Cell)[] = args;
    if (slots.length > parameters) slots.length = parameters;
    while (slots.length < body.slots) slots.push(undefined);
    for (const i of captured) slots[i] = new Cell(slots[i] as LuaValue);
    if (body.argTable !== undefined) {
      const table = argTable(this.varargs);
      slots[parameters] = body.argTable.captured ? new Cell(table) : table;
    }
    this.slots = slots;
  }
}

function argTable(varargs: readonly LuaValue[]): LuaTable {
  const table = new LuaTable(varargs.length, 1);
  varargs.forEach((value, i) => table.set(i + 1, value));
  table.set("n", varargs.length);
  return table;
}

/** Makes a function where it is written, with the variables that it sees there. */
export function closureIn(frame: Frame, machine: Machine, prototype: Prototype): LuaClosure {
  machine.allocate(128);
  const upvalues = prototype.body.upvalues.map((source) =>
    ("local" in source ? frame.slots[source.local.slot] : frame.upvalues[source.upvalue]) as Cell);
  return new LuaClosure(machine, prototype, upvalues, frame.function.environment);
}

export class LuaClosure extends LuaFunction {
  readonly prototype: Prototype;
  readonly upvalues: readonly Cell[];
  readonly #machine: Machine;
  environment: LuaTable;

  constructor(machine: Machine, prototype: Prototype, upvalues: readonly Cell[], environment: LuaTable) {
    super();
    this.#machine = machine;
    this.prototype = prototype;
    this.upvalues = upvalues;
    this.environment = environment;
  }

  call(args: LuaValue[]): Results {
    const machine = this.#machine;
    const parent = machine.caller;
    let frame = new Frame(this, args, parent, 0);
    for (let replaced = 1; ; replaced++) {
      const { depth, execute, body } = frame.function.prototype;
      machine.enter(depth);
      if (--machine.steps < 0) machine.overrun(body.line);
      machine.caller = frame;
      const signal = execute(frame);
      machine.caller = parent;
      machine.depth -= depth;
      if (signal === RETURN) return frame.results;
      if (signal !== TAIL) return [];
      frame = new Frame(frame.tail as LuaClosure, frame.results as LuaValue[], parent, replaced);
    }
  }
}
