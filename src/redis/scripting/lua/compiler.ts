import type { Block, Expression, FunctionBody, LocalVariable, Statement, VariableExpression } from "./ast.ts";
import { BREAK, Cell, LuaClosure, NEXT, RETURN, TAIL, type Execute, type Frame, type Prototype } from "./closure.ts";
import { ExpressionCompiler } from "./expression-compiler.ts";
import { genericLoop, numericLoop } from "./loops.ts";
import { CALL_DEPTH, type Machine, type Site } from "./machine.ts";
import { call, setIndex } from "./operations.ts";
import { parse } from "./parser.ts";
import { subjectOf } from "./subject.ts";
import { LuaFunction, type LuaTable, type LuaValue } from "./value.ts";
import type { Bytes } from "../../server/bytes.ts";

export type Store = (frame: Frame, value: LuaValue) => void;

/** Puts a new variable in its slot. */
export const declaring = ({ slot, captured }: LocalVariable): Store =>
  captured
    ? (frame, value) => { frame.slots[slot] = new Cell(value); }
    : (frame, value) => { frame.slots[slot] = value; };

/** Turns the statements of one chunk into functions. */
class Compiler extends ExpressionCompiler {
  readonly #chunk: string;
  readonly #prototypes = new Map<FunctionBody, Prototype>();

  constructor(machine: Machine, chunk: string) {
    super(machine);
    this.#chunk = chunk;
  }

  prototype(body: FunctionBody): Prototype {
    const [execute, depth] = this.apart(() => this.#block(body.block));
    const captured = body.parameters.flatMap(({ captured: isCaptured }, i) => (isCaptured ? [i] : []));
    const prototype = {
      chunk: this.#chunk, body, captured, execute, depth: depth + CALL_DEPTH, prototypes: this.#prototypes,
    };
    this.#prototypes.set(body, prototype);
    return prototype;
  }

  #block(block: Block): Execute {
    return this.below(() => sequence(block.map((statement) => this.#statement(statement))));
  }

  #statement(node: Statement): Execute {
    switch (node.kind) {
      case "local":
        return this.#local(node.variables, node.values);
      case "localfunction":
        return this.#localFunction(node.variable, node.body);
      case "assign":
        return this.#assign(node.targets, node.values);
      case "callstatement": {
        const results = this.below(() => this.callOf(node.call));
        return (frame) => {
          results(frame);
          return NEXT;
        };
      }
      case "do":
        return this.#block(node.block);
      case "while":
        return this.#while(node.condition, node.block, node.line);
      case "repeat":
        return this.#repeat(node.block, node.condition, node.line);
      case "if":
        return this.#if(node);
      case "numericfor":
        return numericLoop(this.machine, {
          start: this.expression(node.start), limit: this.expression(node.limit),
          step: node.step === undefined ? () => 1 : this.expression(node.step),
          declare: declaring(node.variable), body: this.#block(node.block), line: node.line,
        });
      case "genericfor":
        return genericLoop(this.machine, {
          values: this.list(node.values), declare: node.variables.map(declaring), body: this.#block(node.block),
          line: node.line,
        });
      case "return":
        return this.#return(node.values);
      case "break":
        return () => BREAK;
    }
  }

  #local(variables: readonly LocalVariable[], values: readonly Expression[]): Execute {
    const stores = variables.map(declaring);
    const [store] = stores as [Store];
    if (stores.length === 1 && values.length <= 1) {
      const [node] = values;
      const value = node === undefined ? () => undefined : this.expression(node);
      return (frame) => {
        store(frame, value(frame));
        return NEXT;
      };
    }
    const list = this.list(values);
    return (frame) => {
      const all = list(frame);
      for (let i = 0; i < stores.length; i++) (stores[i] as Store)(frame, all[i]);
      return NEXT;
    };
  }

  #localFunction(variable: LocalVariable, body: FunctionBody): Execute {
    const closure = this.closureOf(body);
    const { slot, captured } = variable;
    if (!captured) {
      return (frame) => {
        frame.slots[slot] = closure(frame);
        return NEXT;
      };
    }
    return (frame) => {
      const cell = new Cell(undefined);
      frame.slots[slot] = cell;
      cell.value = closure(frame);
      return NEXT;
    };
  }

  #assign(targets: readonly VariableExpression[], values: readonly Expression[]): Execute {
    const [target] = targets as [VariableExpression];
    const [value] = values as [Expression];
    if (targets.length === 1 && values.length === 1) return this.#assignOne(target, value);
    const references = targets.map((node) => this.#reference(node));
    const list = this.list(values);
    return (frame) => {
      const stores = references.map((reference) => reference(frame));
      const all = list(frame);
      for (let i = stores.length - 1; i >= 0; i--) (stores[i] as (value: LuaValue) => void)(all[i]);
      return NEXT;
    };
  }

  #assignOne(target: VariableExpression, valueNode: Expression): Execute {
    const { machine } = this;
    if (target.kind === "index") {
      const object = this.expression(target.object);
      const key = this.expression(target.key);
      const value = this.expression(valueNode);
      const site: Site = { line: target.line, subject: subjectOf(target.object) };
      return (frame) => {
        const into = object(frame);
        const at = key(frame);
        setIndex(machine, into, at, value(frame), site);
        return NEXT;
      };
    }
    const value = this.expression(valueNode);
    const store = this.#store(target);
    return (frame) => {
      store(frame, value(frame));
      return NEXT;
    };
  }

  #store(target: Exclude<VariableExpression, { kind: "index" }>): Store {
    const { machine } = this;
    switch (target.kind) {
      case "local": {
        const { slot, captured } = target.variable;
        return captured
          ? (frame, value) => { (frame.slots[slot] as Cell).value = value; }
          : (frame, value) => { frame.slots[slot] = value; };
      }
      case "upvalue": {
        const { index } = target;
        return (frame, value) => { (frame.upvalues[index] as Cell).value = value; };
      }
      case "global": {
        const { name } = target;
        const site: Site = { line: target.line };
        return (frame, value) => setIndex(machine, frame.function.environment, name, value, site);
      }
    }
  }

  /** Evaluates where to assign, before anything is assigned. */
  #reference(target: VariableExpression): (frame: Frame) => (value: LuaValue) => void {
    const { machine } = this;
    if (target.kind !== "index") {
      const store = this.#store(target);
      return (frame) => (value) => store(frame, value);
    }
    const object = this.expression(target.object);
    const key = this.expression(target.key);
    const site: Site = { line: target.line, subject: subjectOf(target.object) };
    return (frame) => {
      const into = object(frame);
      const at = key(frame);
      return (value) => setIndex(machine, into, at, value, site);
    };
  }

  #while(conditionNode: Expression, block: Block, line: number): Execute {
    const { machine } = this;
    const condition = this.test(conditionNode);
    const body = this.#block(block);
    return (frame) => {
      while (condition(frame)) {
        if (--machine.steps < 0) machine.overrun(line);
        const signal = body(frame);
        if (signal !== NEXT) {
          if (signal === BREAK) break;
          return signal;
        }
      }
      return NEXT;
    };
  }

  #repeat(block: Block, conditionNode: Expression, line: number): Execute {
    const { machine } = this;
    const body = this.#block(block);
    const condition = this.test(conditionNode);
    return (frame) => {
      do {
        if (--machine.steps < 0) machine.overrun(line);
        const signal = body(frame);
        if (signal !== NEXT) {
          if (signal === BREAK) break;
          return signal;
        }
      } while (!condition(frame));
      return NEXT;
    };
  }

  #if(node: Extract<Statement, { kind: "if" }>): Execute {
    const otherwise: Execute = node.otherwise === undefined ? () => NEXT : this.#block(node.otherwise);
    return node.branches.reduceRight<Execute>((rest, branch) => {
      const condition = this.test(branch.condition);
      const block = this.#block(branch.block);
      return (frame) => (condition(frame) ? block(frame) : rest(frame));
    }, otherwise);
  }

  #return(values: readonly Expression[]): Execute {
    const [value] = values;
    if (values.length !== 1 || value === undefined) return this.#returnList(values);
    if (value.kind === "call" || value.kind === "method") return this.#tailCall(value);
    if (value.kind === "vararg") return this.#returnList(values);
    const single = this.expression(value);
    return (frame) => {
      frame.results = single(frame);
      return RETURN;
    };
  }

  #returnList(values: readonly Expression[]): Execute {
    const list = this.list(values);
    return (frame) => {
      frame.results = list(frame);
      return RETURN;
    };
  }

  #tailCall(node: Extract<Expression, { kind: "call" | "method" }>): Execute {
    const { machine } = this;
    const { prepare, site } = this.prepared(node);
    return (frame) => {
      const callee = prepare(frame);
      frame.site = site;
      if (callee instanceof LuaClosure) {
        frame.tail = callee;
        frame.results = frame.pending;
        return TAIL;
      }
      frame.results =
        callee instanceof LuaFunction ? callee.call(frame.pending) : call(machine, callee, frame.pending, site);
      return RETURN;
    };
  }
}

function sequence(statements: readonly Execute[]): Execute {
  const [a, b] = statements as [Execute, Execute];
  switch (statements.length) {
    case 0: return () => NEXT;
    case 1: return a;
    case 2: return (frame) => a(frame) || b(frame);
    default:
      return (frame) => {
        for (let i = 0; i < statements.length; i++) {
          const signal = (statements[i] as Execute)(frame);
          if (signal !== NEXT) return signal;
        }
        return NEXT;
      };
  }
}

/** Makes a function of the source of a chunk; throws SyntaxFault. */
export function load(
  machine: Machine, source: Bytes, chunk: string, environment: LuaTable = machine.globals,
): LuaClosure {
  return new LuaClosure(machine, new Compiler(machine, chunk).prototype(parse(source, chunk)), [], environment);
}
