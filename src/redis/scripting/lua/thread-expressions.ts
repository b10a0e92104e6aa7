import type { BinaryOperator, CallExpression, Expression, MethodExpression, TableExpression } from "./ast.ts";
import { closureIn, type Cell, type Frame, type Prototype } from "./closure.ts";
import type { Machine, Site } from "./machine.ts";
import {
  arithmetic, concatenate, equals, index, isTrue, lengthOf, lessOrEqual, lessThan, negate,
} from "./operations.ts";
import { calledName, subjectOf } from "./subject.ts";
import { tableEvaluator } from "./table-constructor.ts";
import { first, listOf, type LuaValue, type Results } from "./value.ts";

/** Something that may yield on its way to a result. */
export type Steps<T> = Generator<LuaValue[], T, LuaValue[]>;

export interface ReadyCall {
  readonly callee: LuaValue;
  readonly args: LuaValue[];
  readonly site: Site;
}

/** Evaluates expressions of functions that run in threads, where any call may have to wait. */
export abstract class ThreadExpressions {
  protected readonly machine: Machine;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  protected abstract invoke(frame: Frame, ready: ReadyCall): Steps<Results>;

  protected *value(frame: Frame, node: Expression): Steps<LuaValue> {
    const { machine } = this;
    switch (node.kind) {
      case "constant": return node.value;
      case "vararg": return frame.varargs[0];
      case "local": {
        const held = frame.slots[node.variable.slot];
        return node.variable.captured ? (held as Cell).value : (held as LuaValue);
      }
      case "upvalue": return (frame.upvalues[node.index] as Cell).value;
      case "global": return index(machine, frame.function.environment, node.name, { line: node.line });
      case "parenthesised": return yield* this.value(frame, node.inner);
      case "index": {
        const object = yield* this.value(frame, node.object);
        const key = yield* this.value(frame, node.key);
        return index(machine, object, key, { line: node.line, subject: subjectOf(node.object) });
      }
      case "call": case "method": return first(yield* this.call(frame, node));
      case "function":
        return closureIn(frame, machine, frame.function.prototype.prototypes.get(node.body) as Prototype);
      case "table": return yield* this.#table(frame, node);
      case "and": case "or": {
        const left = yield* this.value(frame, node.left);
        return isTrue(left) === (node.kind === "or") ? left : yield* this.value(frame, node.right);
      }
      case "unary": return this.#unary(node, yield* this.value(frame, node.operand));
      case "binary": {
        const left = yield* this.value(frame, node.left);
        const right = yield* this.value(frame, node.right);
        const site: Site = { line: node.line, subject: subjectOf(node.left), other: subjectOf(node.right) };
        return this.#binary(node.operator, left, right, site);
      }
    }
  }

  /** The values of a list, the last one's all. */
  protected *values(frame: Frame, nodes: readonly Expression[]): Steps<LuaValue[]> {
    const list: LuaValue[] = [];
    for (const [i, node] of nodes.entries()) {
      const isLast = i === nodes.length - 1;
      if (isLast && node.kind === "vararg") list.push(...frame.varargs);
      else if (isLast && (node.kind === "call" || node.kind === "method"))
        list.push(...listOf(yield* this.call(frame, node)));
      else list.push(yield* this.value(frame, node));
    }
    return list;
  }

  protected *call(frame: Frame, node: CallExpression | MethodExpression): Steps<Results> {
    const { line } = node;
    if (node.kind === "call") {
      const callee = yield* this.value(frame, node.callee);
      const args = yield* this.values(frame, node.args);
      const site: Site = { line, subject: subjectOf(node.callee), called: calledName(node.callee) };
      return yield* this.invoke(frame, { callee, args, site });
    }
    const self = yield* this.value(frame, node.object);
    const callee = index(this.machine, self, node.name, { line, subject: subjectOf(node.object) });
    const args = yield* this.values(frame, node.args);
    const site: Site = { line, subject: `method '${node.name}'`, called: node.name, isMethod: true };
    return yield* this.invoke(frame, { callee, args: [self, ...args], site });
  }

  /** Evaluates the parts, then builds as a function that cannot wait does. */
  *#table(frame: Frame, node: TableExpression): Steps<LuaValue> {
    const last = node.fields.at(-1);
    const isOpen =
      last !== undefined && last.key === undefined && ["call", "method", "vararg"].includes(last.value.kind);
    const fields = [];
    for (const field of isOpen ? node.fields.slice(0, -1) : node.fields) {
      const key = field.key === undefined ? undefined : yield* this.value(frame, field.key);
      const value = yield* this.value(frame, field.value);
      fields.push({ key: field.key === undefined ? undefined : (): LuaValue => key, value: (): LuaValue => value });
    }
    const rest = isOpen ? yield* this.values(frame, [last.value]) : [];
    return tableEvaluator(this.machine, node, { fields, rest: isOpen ? () => rest : undefined })(frame);
  }

  #unary({ operator, operand, line }: Extract<Expression, { kind: "unary" }>, value: LuaValue): LuaValue {
    if (operator === "not") return !isTrue(value);
    return (operator === "-" ? negate : lengthOf)(this.machine, value, { line, subject: subjectOf(operand) });
  }

  #binary(operator: BinaryOperator, left: LuaValue, right: LuaValue, site: Site): LuaValue {
    const { machine } = this;
    switch (operator) {
      case "==": return equals(machine, left, right, site);
      case "~=": return !equals(machine, left, right, site);
      case "<": return lessThan(machine, left, right, site);
      case "<=": return lessOrEqual(machine, left, right, site);
      case ">": return lessThan(machine, right, left, site);
      case ">=": return lessOrEqual(machine, right, left, site);
      case "..": return concatenate(machine, left, right, site);
      default: return arithmetic(machine, operator, left, right, site);
    }
  }
}
