import type { Block, Expression, LocalVariable, Statement, VariableExpression } from "./ast.ts";
import { BREAK, Cell, closureIn, Frame, LuaClosure, NEXT, RETURN, type Prototype, type Signal } from "./closure.ts";
import { numericBounds } from "./loops.ts";
import { CALL_DEPTH, type Machine } from "./machine.ts";
import { call, isTrue, setIndex } from "./operations.ts";
import { subjectOf } from "./subject.ts";
import type { ThreadBody } from "./thread.ts";
import { ThreadExpressions, type ReadyCall, type Steps } from "./thread-expressions.ts";
import { listOf, type LuaFunction, type LuaValue, type Results } from "./value.ts";

function declare(frame: Frame, { slot, captured }: LocalVariable, value: LuaValue): void {
  frame.slots[slot] = captured ? new Cell(value) : value;
}

/** Executes functions in threads: statement by statement, so that it can stop in any of them and go on later. */
export class ThreadEvaluator extends ThreadExpressions {
  readonly #yield: LuaFunction;

  constructor(machine: Machine, yieldFunction: LuaFunction) {
    super(machine);
    this.#yield = yieldFunction;
  }

  *run(callee: LuaFunction, args: LuaValue[]): ThreadBody {
    return listOf(callee instanceof LuaClosure ? yield* this.#function(callee, args) : callee.call(args));
  }

  protected *invoke(frame: Frame, { callee, args, site }: ReadyCall): Steps<Results> {
    frame.site = site;
    if (callee === this.#yield) return yield args;
    if (callee instanceof LuaClosure) return yield* this.#function(callee, args);
    return call(this.machine, callee, args, site);
  }

  *#function(closure: LuaClosure, args: LuaValue[]): Steps<Results> {
    const { machine } = this;
    const parent = machine.caller;
    const depth = 2 * (closure.prototype.depth + CALL_DEPTH);
    machine.enter(depth);
    machine.spend(1);
    const frame = new Frame(closure, args, parent, 0);
    machine.caller = frame;
    const signal = yield* this.#block(frame, closure.prototype.body.block);
    machine.caller = parent;
    machine.depth -= depth;
    return signal === RETURN ? frame.results : [];
  }

  *#block(frame: Frame, block: Block): Steps<Signal> {
    for (const statement of block) {
      const signal = yield* this.#statement(frame, statement);
      if (signal !== NEXT) return signal;
    }
    return NEXT;
  }

  *#statement(frame: Frame, node: Statement): Steps<Signal> {
    switch (node.kind) {
      case "local": {
        const values = yield* this.values(frame, node.values);
        node.variables.forEach((variable, i) => declare(frame, variable, values[i]));
        return NEXT;
      }
      case "localfunction": {
        declare(frame, node.variable, undefined);
        const prototype = frame.function.prototype.prototypes.get(node.body) as Prototype;
        this.#store(frame, { kind: "local", variable: node.variable }, closureIn(frame, this.machine, prototype));
        return NEXT;
      }
      case "assign":
        yield* this.#assign(frame, node.targets, node.values);
        return NEXT;
      case "callstatement":
        yield* this.call(frame, node.call);
        return NEXT;
      case "do":
        return yield* this.#block(frame, node.block);
      case "if":
        for (const { condition, block } of node.branches) {
          if (isTrue(yield* this.value(frame, condition))) return yield* this.#block(frame, block);
        }
        return node.otherwise === undefined ? NEXT : yield* this.#block(frame, node.otherwise);
      case "while": case "repeat":
        return yield* this.#loop(frame, node);
      case "numericfor":
        return yield* this.#numericFor(frame, node);
      case "genericfor":
        return yield* this.#genericFor(frame, node);
      case "return":
        frame.results = yield* this.values(frame, node.values);
        return RETURN;
      case "break":
        return BREAK;
    }
  }

  *#assign(frame: Frame, targets: readonly VariableExpression[], nodes: readonly Expression[]): Steps<void> {
    const places: { readonly object: LuaValue; readonly key: LuaValue }[] = [];
    for (const target of targets) {
      const object = target.kind === "index" ? yield* this.value(frame, target.object) : undefined;
      const key = target.kind === "index" ? yield* this.value(frame, target.key) : undefined;
      places.push({ object, key });
    }
    const values = yield* this.values(frame, nodes);
    for (let i = targets.length - 1; i >= 0; i--) {
      const target = targets[i] as VariableExpression;
      const { object, key } = places[i] as (typeof places)[number];
      if (target.kind !== "index") this.#store(frame, target, values[i]);
      else setIndex(this.machine, object, key, values[i], { line: target.line, subject: subjectOf(target.object) });
    }
  }

  #store(frame: Frame, target: Exclude<VariableExpression, { kind: "index" }>, value: LuaValue): void {
    if (target.kind === "global") {
      setIndex(this.machine, frame.function.environment, target.name, value, { line: target.line });
    } else if (target.kind === "upvalue") {
      (frame.upvalues[target.index] as Cell).value = value;
    } else if (target.variable.captured) {
      (frame.slots[target.variable.slot] as Cell).value = value;
    } else {
      frame.slots[target.variable.slot] = value;
    }
  }

  *#loop(frame: Frame, node: Extract<Statement, { kind: "while" | "repeat" }>): Steps<Signal> {
    const isRepeat = node.kind === "repeat";
    while (isRepeat || isTrue(yield* this.value(frame, node.condition))) {
      this.#turn(node.line);
      const signal = yield* this.#block(frame, node.block);
      if (signal !== NEXT) return signal === BREAK ? NEXT : signal;
      if (isRepeat && isTrue(yield* this.value(frame, node.condition))) break;
    }
    return NEXT;
  }

  *#numericFor(frame: Frame, node: Extract<Statement, { kind: "numericfor" }>): Steps<Signal> {
    const start = yield* this.value(frame, node.start);
    const limit = yield* this.value(frame, node.limit);
    const step = node.step === undefined ? 1 : yield* this.value(frame, node.step);
    const [from, to, by] = numericBounds(this.machine, node.line, [start, limit, step]);
    for (let i = from - by + by; by > 0 ? i <= to : to <= i; i += by) {
      this.#turn(node.line);
      declare(frame, node.variable, i);
      const signal = yield* this.#block(frame, node.block);
      if (signal !== NEXT) return signal === BREAK ? NEXT : signal;
    }
    return NEXT;
  }

  /** Lua calls iterators as functions of the host are called: they cannot yield. */
  *#genericFor(frame: Frame, node: Extract<Statement, { kind: "genericfor" }>): Steps<Signal> {
    const [iterator, state, initial] = yield* this.values(frame, node.values);
    for (let control = initial; ;) {
      this.#turn(node.line);
      frame.site = { line: node.line };
      const values = listOf(call(this.machine, iterator, [state, control], frame.site));
      control = values[0];
      if (control === undefined) return NEXT;
      node.variables.forEach((variable, i) => declare(frame, variable, values[i]));
      const signal = yield* this.#block(frame, node.block);
      if (signal !== NEXT) return signal === BREAK ? NEXT : signal;
    }
  }

  #turn(line: number): void {
    if (--this.machine.steps < 0) this.machine.overrun(line);
  }
}
