import type {
  BinaryOperator, CallExpression, Expression, FunctionBody, MethodExpression, TableExpression,
} from "./ast.ts";
import { TokenReader } from "./token-reader.ts";

/** How tightly binary operators bind on their left and right. */
const PRIORITIES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["or", [1, 1]], ["and", [2, 2]],
  ["<", [3, 3]], [">", [3, 3]], ["<=", [3, 3]], [">=", [3, 3]], ["~=", [3, 3]], ["==", [3, 3]],
  ["..", [5, 4]], ["+", [6, 6]], ["-", [6, 6]], ["*", [7, 7]], ["/", [7, 7]], ["%", [7, 7]], ["^", [10, 9]],
]);
const UNARY_PRIORITY = 8;

const CONSTANTS: ReadonlyMap<string, Expression> = new Map<string, Expression>([
  ["nil", { kind: "constant", value: undefined }], ["true", { kind: "constant", value: true }],
  ["false", { kind: "constant", value: false }],
]);

/** The expressions of Lua 5.1's grammar. */
export abstract class ExpressionParser extends TokenReader {
  /** Parameters and block of a function, up to its `end`; `line` is that of `function`. */
  protected abstract functionBody(isMethod: boolean, line: number): FunctionBody;

  protected expression(limit = 0): Expression {
    return this.nested(() => {
      let left = this.#operand();
      for (;;) {
        const operator = this.token.type;
        const priority = PRIORITIES.get(operator);
        if (priority === undefined || priority[0] <= limit) return left;
        this.advance();
        const right = this.expression(priority[1]);
        left = operator === "and" || operator === "or"
          ? { kind: operator, left, right }
          : { kind: "binary", operator: operator as BinaryOperator, left, right, line: this.lastLine };
      }
    });
  }

  protected expressions(): Expression[] {
    const list = [this.expression()];
    while (this.accept(",")) list.push(this.expression());
    return list;
  }

  /** A variable, call or parenthesis with all that follows it. */
  protected suffixed(): Expression {
    let expression = this.#prefix();
    for (;;) {
      const suffixed = this.#suffix(expression);
      if (suffixed === undefined) return expression;
      expression = suffixed;
    }
  }

  #operand(): Expression {
    const operator = this.token.type;
    if (operator !== "-" && operator !== "not" && operator !== "#") return this.#simple();
    this.advance();
    const operand = this.expression(UNARY_PRIORITY);
    if (operator === "-" && operand.kind === "constant" && typeof operand.value === "number") {
      return { kind: "constant", value: -operand.value };
    }
    return { kind: "unary", operator, operand, line: this.lastLine };
  }

  #simple(): Expression {
    const { type, value, line } = this.token;
    const constant =
      type === "<number>" || type === "<string>" ? { kind: "constant" as const, value } : CONSTANTS.get(type);
    if (constant !== undefined) {
      this.advance();
      return constant;
    }
    switch (type) {
      case "...":
        if (!this.scope.isVararg) throw this.fault("cannot use '...' outside a vararg function");
        this.scope.usesVararg = true;
        this.advance();
        return { kind: "vararg" };
      case "{":
        return this.#table();
      case "function":
        this.advance();
        return { kind: "function", body: this.functionBody(false, line) };
      default:
        return this.suffixed();
    }
  }

  #prefix(): Expression {
    const { line } = this.token;
    if (this.token.type === "<name>") {
      const name = this.name();
      const variable = this.scope.resolve(name, line);
      this.checkLimits(0);
      return variable;
    }
    if (!this.accept("(")) throw this.fault("unexpected symbol");
    const inner = this.expression();
    this.expectClosing(")", "(", line);
    return { kind: "parenthesised", inner };
  }

  #suffix(object: Expression): Expression | undefined {
    switch (this.token.type) {
      case ".": {
        this.advance();
        const key: Expression = { kind: "constant", value: this.name() };
        return { kind: "index", object, key, line: this.lastLine };
      }
      case "[": {
        const key = this.#bracketed();
        return { kind: "index", object, key, line: this.lastLine };
      }
      case ":": {
        this.advance();
        const name = this.name();
        const { line } = this.token;
        return { kind: "method", object, name, args: this.#arguments(), line } satisfies MethodExpression;
      }
      case "(": case "<string>": case "{": {
        const { line } = this.token;
        return { kind: "call", callee: object, args: this.#arguments(), line } satisfies CallExpression;
      }
      default:
        return undefined;
    }
  }

  #bracketed(): Expression {
    this.advance();
    const key = this.expression();
    this.expect("]");
    return key;
  }

  #arguments(): Expression[] {
    const { type, value, line } = this.token;
    if (type === "<string>") {
      this.advance();
      return [{ kind: "constant", value }];
    }
    if (type === "{") return [this.#table()];
    if (type !== "(") throw this.fault("function arguments expected");
    if (line !== this.lastLine) throw this.fault("ambiguous syntax (function call x new statement)");
    this.advance();
    if (this.accept(")")) return [];
    const list = this.expressions();
    this.expectClosing(")", "(", line);
    return list;
  }

  #table(): TableExpression {
    const { line } = this.token;
    this.expect("{");
    const fields: { key: Expression | undefined; value: Expression }[] = [];
    while (this.token.type !== "}") {
      fields.push(this.#field());
      if (!this.accept(",") && !this.accept(";")) break;
    }
    this.expectClosing("}", "{", line);
    return { kind: "table", fields, line: this.lastLine };
  }

  #field(): { key: Expression | undefined; value: Expression } {
    let key: Expression | undefined;
    if (this.token.type === "[") key = this.#bracketed();
    else if (this.token.type === "<name>" && this.lookAhead().type === "=")
      key = { kind: "constant", value: this.name() };
    if (key !== undefined) this.expect("=");
    return { key, value: this.expression() };
  }
}
