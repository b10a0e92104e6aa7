import type { Bytes } from "../../server/bytes.ts";

/** A local variable. Its slot in the frame may serve others once its block has ended. */
export interface LocalVariable {
  readonly name: Bytes;
  readonly slot: number;
  /** An inner function uses it, so it lives in a cell of its own. */
  captured: boolean;
}

/** Where a new function finds one of its upvalues: a local of the function around it, or an upvalue of that. */
export type UpvalueSource = { readonly local: LocalVariable } | { readonly upvalue: number };

export interface FunctionBody {
  readonly line: number;
  readonly parameters: readonly LocalVariable[];
  readonly isVararg: boolean;
  /** Lua 5.0's table of the extra arguments, in functions that do not mention `...`. */
  readonly argTable: LocalVariable | undefined;
  readonly upvalues: readonly UpvalueSource[];
  readonly slots: number;
  readonly block: Block;
}

export type Block = readonly Statement[];

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "^" | ".." | "==" | "~=" | "<" | "<=" | ">" | ">=";

export interface CallExpression {
  readonly kind: "call";
  readonly callee: Expression;
  readonly args: readonly Expression[];
  readonly line: number;
}

export interface MethodExpression {
  readonly kind: "method";
  readonly object: Expression;
  readonly name: Bytes;
  readonly args: readonly Expression[];
  readonly line: number;
}

export interface IndexExpression {
  readonly kind: "index";
  readonly object: Expression;
  readonly key: Expression;
  readonly line: number;
}

export type VariableExpression =
  | { readonly kind: "local"; readonly variable: LocalVariable }
  | { readonly kind: "upvalue"; readonly index: number; readonly name: Bytes }
  | { readonly kind: "global"; readonly name: Bytes; readonly line: number }
  | IndexExpression;

export interface TableExpression {
  readonly kind: "table";
  /** In the order written; without a key when it is the next item. */
  readonly fields: readonly { readonly key: Expression | undefined; readonly value: Expression }[];
  readonly line: number;
}

export type Expression =
  | { readonly kind: "constant"; readonly value: undefined | boolean | number | Bytes }
  | { readonly kind: "vararg" }
  | { readonly kind: "function"; readonly body: FunctionBody }
  | { readonly kind: "parenthesised"; readonly inner: Expression }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly line: number;
    }
  | {
      readonly kind: "unary";
      readonly operator: "-" | "not" | "#";
      readonly operand: Expression;
      readonly line: number;
    }
  | TableExpression
  | VariableExpression
  | CallExpression
  | MethodExpression;

export type Statement =
  | { readonly kind: "local"; readonly variables: readonly LocalVariable[]; readonly values: readonly Expression[] }
  | { readonly kind: "localfunction"; readonly variable: LocalVariable; readonly body: FunctionBody }
  | { readonly kind: "assign"; readonly targets: readonly VariableExpression[]; readonly values: readonly Expression[] }
  | { readonly kind: "callstatement"; readonly call: CallExpression | MethodExpression }
  | { readonly kind: "do"; readonly block: Block }
  | { readonly kind: "while"; readonly condition: Expression; readonly block: Block; readonly line: number }
  | { readonly kind: "repeat"; readonly block: Block; readonly condition: Expression; readonly line: number }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly condition: Expression; readonly block: Block }[];
      readonly otherwise: Block | undefined;
    }
  | {
      readonly kind: "numericfor";
      readonly variable: LocalVariable;
      readonly start: Expression;
      readonly limit: Expression;
      readonly step: Expression | undefined;
      readonly block: Block;
      readonly line: number;
    }
  | {
      readonly kind: "genericfor";
      readonly variables: readonly LocalVariable[];
      readonly values: readonly Expression[];
      readonly block: Block;
      readonly line: number;
    }
  | { readonly kind: "return"; readonly values: readonly Expression[] }
  | { readonly kind: "break" };
