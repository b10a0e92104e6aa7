import type { BinaryOperator } from "./ast.ts";
import type { Frame } from "./closure.ts";
import type { Machine, Site } from "./machine.ts";
import { arithmetic, concatenate, equals, lessOrEqual, lessThan, type Arithmetic } from "./operations.ts";
import type { LuaValue } from "./value.ts";

export type Evaluate = (frame: Frame) => LuaValue;
export type Test = (frame: Frame) => boolean;

export type Comparison = Exclude<BinaryOperator, Arithmetic | "..">;

export function comparison(operator: Comparison, machine: Machine, left: Evaluate, right: Evaluate, site: Site): Test {
  switch (operator) {
    case "==":
      return (frame) => equals(machine, left(frame), right(frame), site);
    case "~=":
      return (frame) => !equals(machine, left(frame), right(frame), site);
    case "<":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a < b : lessThan(machine, a, b, site);
      };
    case "<=":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a <= b : lessOrEqual(machine, a, b, site);
      };
    case ">":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a > b : lessThan(machine, b, a, site);
      };
    case ">=":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a >= b : lessOrEqual(machine, b, a, site);
      };
  }
}

/** Arithmetic or concatenation, quick when both operands are numbers. */
export function computation(
  operator: Arithmetic | "..", machine: Machine, left: Evaluate, right: Evaluate, site: Site,
): Evaluate {
  switch (operator) {
    case "..":
      return (frame) => {
        const a = left(frame);
        return concatenate(machine, a, right(frame), site);
      };
    case "+":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a + b : arithmetic(machine, "+", a, b, site);
      };
    case "-":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a - b : arithmetic(machine, "-", a, b, site);
      };
    case "*":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a * b : arithmetic(machine, "*", a, b, site);
      };
    case "/":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a / b : arithmetic(machine, "/", a, b, site);
      };
    case "%": case "^":
      return (frame) => {
        const a = left(frame);
        return arithmetic(machine, operator, a, right(frame), site);
      };
  }
}
