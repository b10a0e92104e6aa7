import type {
  CallExpression, Expression, FunctionBody, IndexExpression, MethodExpression, TableExpression,
} from "./ast.ts";
import { comparison, computation, type Evaluate, type Test } from "./binary-evaluators.ts";
import { type Cell, closureIn, type LuaClosure, type Frame, type Prototype } from "./closure.ts";
import type { Machine, Site } from "./machine.ts";
import { call, index, isTrue, lengthOf, negate } from "./operations.ts";
import { calledName, subjectOf } from "./subject.ts";
import { tableEvaluator } from "./table-constructor.ts";
import { first, listOf, LuaFunction, type LuaValue, type Results } from "./value.ts";

export type EvaluateMany = (frame: Frame) => LuaValue[];

/** A call with all but the call itself done. */
export interface Prepared {
  /** Returns what is to be called and leaves the arguments in `frame.pending`. */
  readonly prepare: (frame: Frame) => LuaValue;
  readonly site: Site;
}

/** Turns expressions into functions of a frame. */
export abstract class ExpressionCompiler {
  protected readonly machine: Machine;
  #level = 0;
  #deepest = 0;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  protected abstract prototype(body: FunctionBody): Prototype;

  /** One level further down JavaScript's stack. */
  protected below<T>(compile: () => T): T {
    this.#deepest = Math.max(this.#deepest, ++this.#level);
    const result = compile();
    this.#level--;
    return result;
  }

  /** Compiles a function of its own, and says how many levels deep it is. */
  protected apart<T>(compile: () => T): readonly [T, number] {
    const outer = [this.#level, this.#deepest] as const;
    this.#level = this.#deepest = 0;
    const result = compile();
    const depth = this.#deepest;
    [this.#level, this.#deepest] = outer;
    return [result, depth];
  }

  /** The value, or the first of several. */
  protected expression(node: Expression): Evaluate {
    return this.below(() => this.#single(node));
  }

  /** Whether it holds, without making a value of it. */
  protected test(node: Expression): Test {
    return this.below(() => {
      if (node.kind === "unary" && node.operator === "not") {
        const operand = this.test(node.operand);
        return (frame) => !operand(frame);
      }
      if (node.kind === "and" || node.kind === "or") {
        const left = this.test(node.left);
        const right = this.test(node.right);
        return node.kind === "and" ? (frame) => left(frame) && right(frame) : (frame) => left(frame) || right(frame);
      }
      const value = this.#single(node);
      if (node.kind === "binary" && ["==", "~=", "<", "<=", ">", ">="].includes(node.operator)) return value as Test;
      return (frame) => isTrue(value(frame));
    });
  }

  /** The values of a list, the last one's all; the array is the receiver's. */
  protected list(nodes: readonly Expression[]): EvaluateMany {
    const last = nodes.at(-1);
    const many = last === undefined ? undefined : this.many(last);
    if (many !== undefined) return this.#openList(nodes.slice(0, -1), many);
    const values = nodes.map((node) => this.expression(node));
    const [a, b, c] = values as [Evaluate, Evaluate, Evaluate];
    switch (values.length) {
      case 0: return () => [];
      case 1: return (frame) => [a(frame)];
      case 2: return (frame) => [a(frame), b(frame)];
      case 3: return (frame) => [a(frame), b(frame), c(frame)];
      default: return (frame) => values.map((value) => value(frame));
    }
  }

  /** All values of a call or of `...`; undefined for what has one value. */
  protected many(node: Expression): EvaluateMany | undefined {
    if (node.kind === "vararg") return (frame) => frame.varargs.slice();
    if (node.kind !== "call" && node.kind !== "method") return undefined;
    const results = this.below(() => this.callOf(node));
    return (frame) => listOf(results(frame));
  }

  protected callOf(node: CallExpression | MethodExpression): (frame: Frame) => Results {
    const { machine } = this;
    const { prepare, site } = this.prepared(node);
    return (frame) => {
      const callee = prepare(frame);
      frame.site = site;
      return callee instanceof LuaFunction ? callee.call(frame.pending) : call(machine, callee, frame.pending, site);
    };
  }

  protected prepared(node: CallExpression | MethodExpression): Prepared {
    const { line } = node;
    if (node.kind === "method") return this.#preparedMethod(node);
    const callee = this.expression(node.callee);
    const args = this.list(node.args);
    return {
      site: { line, subject: subjectOf(node.callee), called: calledName(node.callee) },
      prepare: (frame) => {
        const target = callee(frame);
        frame.pending = args(frame);
        return target;
      },
    };
  }

  #preparedMethod(node: MethodExpression): Prepared {
    const { machine } = this;
    const { name, line } = node;
    const object = this.expression(node.object);
    const args = this.list(node.args);
    const lookup: Site = { line, subject: subjectOf(node.object) };
    return {
      site: { line, subject: `method '${name}'`, called: name, isMethod: true },
      prepare: (frame) => {
        const self = object(frame);
        const method = index(machine, self, name, lookup);
        const values = args(frame);
        values.unshift(self);
        frame.pending = values;
        return method;
      },
    };
  }

  #openList(nodes: readonly Expression[], many: EvaluateMany): EvaluateMany {
    if (nodes.length === 0) return many;
    const values = nodes.map((node) => this.expression(node));
    return (frame) => {
      const list = values.map((value) => value(frame));
      const rest = many(frame);
      for (let i = 0; i < rest.length; i++) list.push(rest[i]);
      return list;
    };
  }

  #single(node: Expression): Evaluate {
    const { machine } = this;
    switch (node.kind) {
      case "constant": {
        const { value } = node;
        return () => value;
      }
      case "vararg":
        return (frame) => frame.varargs[0];
      case "local": {
        const { slot, captured } = node.variable;
        return captured ? (frame) => (frame.slots[slot] as Cell).value : (frame) => frame.slots[slot] as LuaValue;
      }
      case "upvalue": {
        const at = node.index;
        return (frame) => (frame.upvalues[at] as Cell).value;
      }
      case "global": {
        const { name } = node;
        const site: Site = { line: node.line };
        return (frame) => {
          const { environment } = frame.function;
          return environment.getString(name) ?? index(machine, environment, name, site);
        };
      }
      case "parenthesised":
        return this.#single(node.inner);
      case "index":
        return this.#index(node);
      case "call": case "method": {
        const results = this.callOf(node);
        return (frame) => first(results(frame));
      }
      case "function":
        return this.closureOf(node.body);
      case "table":
        return this.#table(node);
      default:
        return this.#operation(node);
    }
  }

  #operation(node: Extract<Expression, { kind: "and" | "or" | "unary" | "binary" }>): Evaluate {
    const { machine } = this;
    if (node.kind === "unary") {
      if (node.operator === "not") {
        const operand = this.test(node.operand);
        return (frame) => !operand(frame);
      }
      const operand = this.expression(node.operand);
      const site: Site = { line: node.line, subject: subjectOf(node.operand) };
      const operate = node.operator === "-" ? negate : lengthOf;
      return (frame) => operate(machine, operand(frame), site);
    }
    const left = this.expression(node.left);
    const right = this.expression(node.right);
    if (node.kind === "binary") {
      const { operator } = node;
      const site: Site = { line: node.line, subject: subjectOf(node.left), other: subjectOf(node.right) };
      switch (operator) {
        case "==": case "~=": case "<": case "<=": case ">": case ">=":
          return comparison(operator, machine, left, right, site);
        default:
          return computation(operator, machine, left, right, site);
      }
    }
    const stopsAt = node.kind === "or";
    return (frame) => {
      const value = left(frame);
      return isTrue(value) === stopsAt ? value : right(frame);
    };
  }

  #index(node: IndexExpression): Evaluate {
    const { machine } = this;
    const object = this.expression(node.object);
    const site: Site = { line: node.line, subject: subjectOf(node.object) };
    if (node.key.kind === "constant") {
      const key = node.key.value;
      return (frame) => index(machine, object(frame), key, site);
    }
    const key = this.expression(node.key);
    return (frame) => {
      const from = object(frame);
      return index(machine, from, key(frame), site);
    };
  }

  #table(node: TableExpression): Evaluate {
    const last = node.fields.at(-1);
    const rest = last?.key === undefined && last !== undefined ? this.many(last.value) : undefined;
    const fields = (rest === undefined ? node.fields : node.fields.slice(0, -1)).map(({ key, value }) => ({
      key: key === undefined ? undefined : this.expression(key), value: this.expression(value),
    }));
    return tableEvaluator(this.machine, node, { fields, rest });
  }

  protected closureOf(body: FunctionBody): (frame: Frame) => LuaClosure {
    const { machine } = this;
    const prototype = this.prototype(body);
    return (frame) => closureIn(frame, machine, prototype);
  }
}
