import type { Bytes } from "../../server/bytes.ts";
import { FunctionScope, MAX_LOCALS, MAX_UPVALUES } from "./function-scope.ts";
import { Lexer, type Token, type TokenType } from "./lexer.ts";
import { SyntaxFault } from "./syntax-fault.ts";

/** How deep statements and expressions may nest. */
const MAX_LEVELS = 200;

/** The tokens of a chunk with one to look ahead, and what every part of the grammar asks of them. */
export abstract class TokenReader {
  readonly #lexer: Lexer;
  readonly #chunk: string;
  protected token: Token;
  #ahead: Token | undefined;
  /** The line of the token last passed. */
  protected lastLine = 1;
  protected scope: FunctionScope;
  #levels = 0;

  constructor(source: Bytes, chunk: string) {
    this.#lexer = new Lexer(source, chunk);
    this.#chunk = chunk;
    this.token = this.#lexer.next();
    this.scope = new FunctionScope(undefined, 0, true);
  }

  protected advance(): void {
    this.lastLine = this.token.line;
    this.token = this.#ahead ?? this.#lexer.next();
    this.#ahead = undefined;
  }

  protected lookAhead(): Token {
    return (this.#ahead ??= this.#lexer.next());
  }

  protected accept(type: TokenType): boolean {
    if (this.token.type !== type) return false;
    this.advance();
    return true;
  }

  protected expect(type: TokenType): void {
    if (!this.accept(type)) throw this.fault(`'${type}' expected`);
  }

  /** What closes something that was opened at a line. */
  protected expectClosing(type: TokenType, opening: TokenType, line: number): void {
    if (this.accept(type)) return;
    throw this.fault(
      line === this.token.line ? `'${type}' expected` : `'${type}' expected (to close '${opening}' at line ${line})`,
    );
  }

  protected name(): Bytes {
    const { value } = this.token;
    this.expect("<name>");
    return value as Bytes;
  }

  protected fault(message: string): SyntaxFault {
    return new SyntaxFault(`${this.#chunk}:${this.token.line}: ${message} near '${this.token.text}'`);
  }

  /** Reads something that may contain itself. */
  protected nested<T>(read: () => T): T {
    if (++this.#levels > MAX_LEVELS) throw this.#limit("chunk has too many syntax levels");
    const result = read();
    this.#levels--;
    return result;
  }

  protected checkLimits(added: number): void {
    if (this.scope.locals + added > MAX_LOCALS) throw this.#tooMany(MAX_LOCALS, "local variables");
    if (this.scope.upvalues.length > MAX_UPVALUES) throw this.#tooMany(MAX_UPVALUES, "upvalues");
  }

  #tooMany(limit: number, what: string): SyntaxFault {
    const where = this.scope.isMain ? "main function" : `function at line ${this.scope.line}`;
    return this.#limit(`${where} has more than ${limit} ${what}`);
  }

  #limit(message: string): SyntaxFault {
    return new SyntaxFault(`${this.#chunk}:${this.token.line}: ${message}`);
  }
}
