import type { Bytes } from "../../server/bytes.ts";
import type { Block, Expression, FunctionBody, LocalVariable, Statement, VariableExpression } from "./ast.ts";
import { ExpressionParser } from "./expression-parser.ts";
import { FunctionScope } from "./function-scope.ts";

const BLOCK_ENDS: ReadonlySet<string> = new Set(["else", "elseif", "end", "until", "<eof>"]);

/** The statements of Lua 5.1's grammar. */
class Parser extends ExpressionParser {
  main(): FunctionBody {
    const block = this.#block();
    if (this.token.type !== "<eof>") throw this.fault("'<eof>' expected");
    const { upvalues, slots } = this.scope;
    return { line: 0, parameters: [], isVararg: true, argTable: undefined, upvalues, slots, block };
  }

  protected functionBody(isMethod: boolean, line: number): FunctionBody {
    const outer = this.scope;
    this.expect("(");
    const names: Bytes[] = isMethod ? ["self"] : [];
    const isVararg = this.#parameters(names);
    this.expect(")");
    const scope = (this.scope = new FunctionScope(outer, line, isVararg));
    this.checkLimits(names.length);
    const parameters = names.map((name, i) => scope.variable(name, i));
    const arg = isVararg ? scope.variable("arg", names.length) : undefined;
    for (const variable of arg === undefined ? parameters : [...parameters, arg]) scope.declare(variable);
    const block = this.#block();
    this.expectClosing("end", "function", line);
    this.scope = outer;
    const argTable = scope.usesVararg ? undefined : arg;
    return { line, parameters, isVararg, argTable, upvalues: scope.upvalues, slots: scope.slots, block };
  }

  /** Adds the names; true when the list ends with `...`. */
  #parameters(names: Bytes[]): boolean {
    if (this.token.type === ")") return false;
    do {
      if (this.accept("...")) return true;
      if (this.token.type !== "<name>") throw this.fault("<name> or '...' expected");
      names.push(this.name());
    } while (this.accept(","));
    return false;
  }

  #block(isLoop = false): Block {
    const close = this.scope.open(isLoop);
    const statements = this.#statements();
    close();
    return statements;
  }

  #statements(): Statement[] {
    const statements: Statement[] = [];
    while (!BLOCK_ENDS.has(this.token.type)) {
      const statement = this.nested(() => this.#statement());
      statements.push(statement);
      this.accept(";");
      if (statement.kind === "return" || statement.kind === "break") break;
    }
    return statements;
  }

  #statement(): Statement {
    const { type, line } = this.token;
    switch (type) {
      case "if":
        return this.#if(line);
      case "while": {
        this.advance();
        const condition = this.expression();
        this.expect("do");
        const block = this.#block(true);
        this.expectClosing("end", "while", line);
        return { kind: "while", condition, block, line };
      }
      case "do": {
        this.advance();
        const block = this.#block();
        this.expectClosing("end", "do", line);
        return { kind: "do", block };
      }
      case "for":
        return this.#for(line);
      case "repeat":
        return this.#repeat(line);
      case "function":
        return this.#function(line);
      case "local":
        this.advance();
        return this.accept("function") ? this.#localFunction(line) : this.#local();
      case "return":
        return this.#return();
      case "break":
        this.advance();
        if (!this.scope.inLoop) throw this.fault("no loop to break");
        return { kind: "break" };
      default:
        return this.#callOrAssignment();
    }
  }

  #if(line: number): Statement {
    const branches: { condition: Expression; block: Block }[] = [];
    do {
      this.advance();
      const condition = this.expression();
      this.expect("then");
      branches.push({ condition, block: this.#block() });
    } while (this.token.type === "elseif");
    const otherwise = this.accept("else") ? this.#block() : undefined;
    this.expectClosing("end", "if", line);
    return { kind: "if", branches, otherwise };
  }

  #repeat(line: number): Statement {
    this.advance();
    const close = this.scope.open(true);
    const block = this.#statements();
    this.expectClosing("until", "repeat", line);
    // The condition sees the block's own variables.
    const condition = this.expression();
    close();
    return { kind: "repeat", block, condition, line };
  }

  #for(line: number): Statement {
    this.advance();
    const names = [this.name()];
    const statement =
      this.token.type === "=" ? this.#numericFor(names[0] as Bytes, line) : this.#genericFor(names, line);
    this.expectClosing("end", "for", line);
    return statement;
  }

  #numericFor(name: Bytes, line: number): Statement {
    this.advance();
    const start = this.expression();
    this.expect(",");
    const limit = this.expression();
    const step = this.accept(",") ? this.expression() : undefined;
    const [variables, block] = this.#loopBody([name]);
    return { kind: "numericfor", variable: variables[0] as LocalVariable, start, limit, step, block, line };
  }

  #genericFor(names: Bytes[], line: number): Statement {
    if (this.token.type !== "," && this.token.type !== "in") throw this.fault("'=' or 'in' expected");
    while (this.accept(",")) names.push(this.name());
    this.expect("in");
    const values = this.expressions();
    const [variables, block] = this.#loopBody(names);
    return { kind: "genericfor", variables, values, block, line };
  }

  #loopBody(names: readonly Bytes[]): [LocalVariable[], Block] {
    this.expect("do");
    const close = this.scope.open(true);
    const variables = this.#declare(names);
    const block = this.#block();
    close();
    return [variables, block];
  }

  #declare(names: readonly Bytes[]): LocalVariable[] {
    this.checkLimits(names.length);
    const variables = names.map((name, i) => this.scope.variable(name, i));
    for (const variable of variables) this.scope.declare(variable);
    return variables;
  }

  #function(line: number): Statement {
    this.advance();
    let target = this.scope.resolve(this.name(), line);
    let isMethod = false;
    while (!isMethod && (this.token.type === "." || this.token.type === ":")) {
      isMethod = this.token.type === ":";
      this.advance();
      const key: Expression = { kind: "constant", value: this.name() };
      target = { kind: "index", object: target, key, line: this.lastLine };
    }
    return {
      kind: "assign", targets: [target], values: [{ kind: "function", body: this.functionBody(isMethod, line) }],
    };
  }

  #localFunction(line: number): Statement {
    const [variable] = this.#declare([this.name()]) as [LocalVariable];
    return { kind: "localfunction", variable, body: this.functionBody(false, line) };
  }

  #local(): Statement {
    const names = [this.name()];
    while (this.accept(",")) names.push(this.name());
    const values = this.accept("=") ? this.expressions() : [];
    return { kind: "local", variables: this.#declare(names), values };
  }

  #return(): Statement {
    this.advance();
    const isEmpty = BLOCK_ENDS.has(this.token.type) || this.token.type === ";";
    return { kind: "return", values: isEmpty ? [] : this.expressions() };
  }

  #callOrAssignment(): Statement {
    const expression = this.suffixed();
    if (expression.kind === "call" || expression.kind === "method") return { kind: "callstatement", call: expression };
    const targets = [this.#target(expression)];
    while (this.accept(",")) targets.push(this.#target(this.suffixed()));
    this.expect("=");
    return { kind: "assign", targets, values: this.expressions() };
  }

  #target(expression: Expression): VariableExpression {
    switch (expression.kind) {
      case "local": case "upvalue": case "global": case "index":
        return expression;
      default:
        throw this.fault("syntax error");
    }
  }
}

/** Reads a chunk; throws SyntaxFault. `chunk` is the name by which errors call it. */
export const parse = (source: Bytes, chunk: string): FunctionBody => new Parser(source, chunk).main();
