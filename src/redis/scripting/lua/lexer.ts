import type { Bytes } from "../../server/bytes.ts";
import { numberOfText } from "./number-text.ts";
import { SyntaxFault } from "./syntax-fault.ts";

/** A keyword or symbol is its own type. */
export type TokenType = string;

export interface Token {
  readonly type: TokenType;
  /** The name, or the string's or number's value. */
  readonly value: Bytes | number;
  readonly line: number;
  /** As errors show it. */
  readonly text: Bytes;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil", "not", "or",
  "repeat", "return", "then", "true", "until", "while",
]);

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMERAL = /(?:\d|\.\d)[\d.]*(?:[eE][+-]?)?[A-Za-z0-9_]*/y;
const BLANKS = /[ \t\v\f]*/y;
const LONG_OPENING = /\[(=*)\[/y;
const SYMBOL = /\.\.\.|\.\.|==|~=|<=|>=|[\s\S]/y;
const ESCAPES: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** Cuts the source of a chunk into tokens, with the errors of Lua 5.1. */
export class Lexer {
  readonly #source: Bytes;
  readonly #chunk: string;
  #at = 0;
  /** Of the character to be read next. */
  line = 1;

  constructor(source: Bytes, chunk: string) {
    this.#source = source;
    this.#chunk = chunk;
    // A first line that starts with # is the business of whoever starts the script.
  }

  next(): Token {
    this.#skip();
    const { line } = this;
    const character = this.#source[this.#at];
    if (character === undefined) return { type: "<eof>", value: "", line, text: "<eof>" };
    if (character === '"' || character === "'") return this.#string(character);
    const name = this.#match(NAME);
    if (name !== undefined) return { type: KEYWORDS.has(name) ? name : "<name>", value: name, line, text: name };
    const numeral = this.#match(NUMERAL);
    if (numeral !== undefined) return this.#number(numeral);
    if (character === "[") {
      const level = this.#longOpening();
      if (level !== undefined) {
        const value = this.#longText(level, "string");
        return {
          type: "<string>", value, line: this.line, text: `[${"=".repeat(level)}[${value}]${"=".repeat(level)}]`,
        };
      }
      if (this.#source[this.#at + 1] === "=") throw this.#fault("invalid long string delimiter", `[${this.#equals()}`);
    }
    const symbol = this.#match(SYMBOL) as string;
    const text = symbol < " " || symbol === "\x7f" ? `char(${symbol.charCodeAt(0)})` : symbol;
    return { type: symbol, value: "", line, text };
  }

  /** Blanks, line ends and comments. */
  #skip(): void {
    for (;;) {
      this.#match(BLANKS);
      const character = this.#source[this.#at];
      if (character === "\n" || character === "\r") this.#newline();
      else if (character === "-" && this.#source[this.#at + 1] === "-") this.#comment();
      else return;
    }
  }

  #comment(): void {
    this.#at += 2;
    const level = this.#source[this.#at] === "[" ? this.#longOpening() : undefined;
    if (level !== undefined) this.#longText(level, "comment");
    else while (this.#at < this.#source.length && !this.#atLineEnd()) this.#at++;
  }

  #atLineEnd(): boolean {
    const character = this.#source[this.#at];
    return character === "\n" || character === "\r";
  }

  /** CR LF and LF CR are one line end. */
  #newline(): void {
    const character = this.#source[this.#at++];
    if (this.#atLineEnd() && this.#source[this.#at] !== character) this.#at++;
    this.line++;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#source)?.[0];
    if (text !== undefined) this.#at += text.length;
    return text;
  }

  #equals(): string {
    return /^=*/.exec(this.#source.slice(this.#at + 1, this.#at + 80))?.[0] ?? "";
  }

  #number(numeral: string): Token {
    const value = /^0[xX]/.test(numeral) || /^[\d.]/.test(numeral) ? numberOfText(numeral) : undefined;
    if (value === undefined) throw this.#fault("malformed number", numeral);
    return { type: "<number>", value, line: this.line, text: numeral };
  }

  /** The level of a long bracket that opens here, which is then passed. */
  #longOpening(): number | undefined {
    LONG_OPENING.lastIndex = this.#at;
    const match = LONG_OPENING.exec(this.#source);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return (match[1] as string).length;
  }

  #longText(level: number, what: "string" | "comment"): Bytes {
    const closing = `]${"=".repeat(level)}]`;
    if (this.#atLineEnd()) this.#newline();
    let text = "";
    for (;;) {
      const character = this.#source[this.#at];
      if (character === undefined) throw this.#fault(`unfinished long ${what}`, "<eof>");
      if (character === "]" && this.#source.startsWith(closing, this.#at)) {
        this.#at += closing.length;
        return text;
      }
      if (level === 0 && this.#source.startsWith("[[", this.#at))
        throw this.#fault("nesting of [[...]] is deprecated", "[");
      if (this.#atLineEnd()) {
        this.#newline();
        text += "\n";
      } else {
        text += character;
        this.#at++;
      }
    }
  }

  #string(quote: string): Token {
    this.#at++;
    let value = "";
    for (;;) {
      const character = this.#source[this.#at];
      if (character === undefined) throw this.#fault("unfinished string", "<eof>");
      if (this.#atLineEnd()) throw this.#fault("unfinished string", quote + value);
      this.#at++;
      if (character === quote) return { type: "<string>", value, line: this.line, text: quote + value + quote };
      value += character === "\\" ? this.#escape(quote + value) : character;
    }
  }

  #escape(before: string): string {
    const character = this.#source[this.#at];
    if (character === undefined) return "";
    if (this.#atLineEnd()) {
      this.#newline();
      return "\n";
    }
    const digits = /^\d{1,3}/.exec(this.#source.slice(this.#at, this.#at + 3))?.[0];
    if (digits !== undefined) {
      this.#at += digits.length;
      if (Number(digits) > 255) throw this.#fault("escape sequence too large", before);
      return String.fromCharCode(Number(digits));
    }
    this.#at++;
    return ESCAPES[character] ?? character;
  }

  #fault(message: string, near: Bytes): SyntaxFault {
    return new SyntaxFault(`${this.#chunk}:${this.line}: ${message} near '${near}'`);
  }
}
