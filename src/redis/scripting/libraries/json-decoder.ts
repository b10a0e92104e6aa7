import { bytesOfText, type Bytes } from "../../server/bytes.ts";
import type { LuaError, Machine } from "../lua/machine.ts";
import { numberOfText } from "../lua/number-text.ts";
import { LuaTable, type LuaUserdata, type LuaValue } from "../lua/value.ts";
import type { JsonSettings } from "./json-settings.ts";

type TokenType =
  | "T_OBJ_BEGIN"
  | "T_OBJ_END"
  | "T_ARR_BEGIN"
  | "T_ARR_END"
  | "T_STRING"
  | "T_NUMBER"
  | "T_BOOLEAN"
  | "T_NULL"
  | "T_COLON"
  | "T_COMMA"
  | "T_END"
  | "error";

interface Token {
  readonly type: TokenType;
  /** The value, or what is wrong. */
  readonly value: LuaValue;
  /** Where it starts, or where the error is. */
  readonly at: number;
}

const SYMBOLS: Readonly<Record<string, TokenType>> = {
  "{": "T_OBJ_BEGIN", "}": "T_OBJ_END", "[": "T_ARR_BEGIN", "]": "T_ARR_END", ":": "T_COLON", ",": "T_COMMA",
};
const WORDS: readonly (readonly [string, TokenType, boolean | undefined])[] = [
  ["true", "T_BOOLEAN", true], ["false", "T_BOOLEAN", false], ["null", "T_NULL", undefined],
];
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t",
};
const BLANKS = /[ \t\n\r]*/y;
const NUMERAL =
  /[+-]?(?:0[xX](?:[\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)(?:[pP][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)/iy;
/** What strtod reads beyond JSON: hexadecimal, leading zeros, infinities. */
const INVALID = /[+-]?(?:0[xX]|0\d|inf|nan)/iy;
 
const PLAIN = /[^"\\\x00]*/y;

/** Reads one JSON text as scripts on a server do, with the same errors. */
export class JsonDecoder {
  readonly #machine: Machine;
  readonly #settings: JsonSettings;
  readonly #nothing: LuaUserdata;
  readonly #text: Bytes;
  #at = 0;
  #depth = 0;

  constructor(machine: Machine, settings: JsonSettings, nothing: LuaUserdata, text: Bytes) {
    this.#machine = machine;
    this.#settings = settings;
    this.#nothing = nothing;
    this.#text = text;
  }

  decode(): LuaValue {
    const text = this.#text;
    if (text.length >= 2 && (text[0] === "\0" || text[1] === "\0")) {
      throw this.#machine.fault("JSON parser does not support UTF-16 or UTF-32");
    }
    const value = this.#value(this.#next());
    const end = this.#next();
    if (end.type !== "T_END") throw this.#unexpected("the end", end);
    return value;
  }

  #value(token: Token): LuaValue {
    this.#machine.spend(1);
    this.#machine.allocate(16);
    switch (token.type) {
      case "T_STRING": case "T_NUMBER": case "T_BOOLEAN": return token.value;
      case "T_OBJ_BEGIN": return this.#object();
      case "T_ARR_BEGIN": return this.#array();
      case "T_NULL": return this.#nothing;
      default: throw this.#unexpected("value", token);
    }
  }

  #object(): LuaTable {
    this.#descend();
    const table = new LuaTable();
    let token = this.#next();
    if (token.type === "T_OBJ_END") return this.#ascend(table);
    for (;;) {
      if (token.type !== "T_STRING") throw this.#unexpected("object key string", token);
      const colon = this.#next();
      if (colon.type !== "T_COLON") throw this.#unexpected("colon", colon);
      table.set(token.value, this.#value(this.#next()));
      token = this.#next();
      if (token.type === "T_OBJ_END") return this.#ascend(table);
      if (token.type !== "T_COMMA") throw this.#unexpected("comma or object end", token);
      token = this.#next();
    }
  }

  #array(): LuaTable {
    this.#descend();
    const table = new LuaTable();
    let token = this.#next();
    if (token.type === "T_ARR_END") return this.#ascend(table);
    for (let i = 1; ; i++) {
      table.set(i, this.#value(token));
      token = this.#next();
      if (token.type === "T_ARR_END") return this.#ascend(table);
      if (token.type !== "T_COMMA") throw this.#unexpected("comma or array end", token);
      token = this.#next();
    }
  }

  #descend(): void {
    if (++this.#depth <= this.#settings.decodeMaxDepth) return;
    throw this.#machine.fault(`Found too many nested data structures (${this.#depth}) at character ${this.#at}`);
  }

  #ascend(table: LuaTable): LuaTable {
    this.#depth--;
    return table;
  }

  #unexpected(expected: string, token: Token): LuaError {
    const found = token.type === "error" ? (token.value as Bytes) : token.type;
    return this.#machine.fault(`Expected ${expected} but found ${found} at character ${token.at + 1}`);
  }

  #next(): Token {
    this.#match(BLANKS);
    const at = this.#at;
    const character = this.#text[at];
    if (character === undefined || character === "\0") return { type: "T_END", value: undefined, at };
    const symbol = SYMBOLS[character];
    if (symbol !== undefined) {
      this.#at++;
      return { type: symbol, value: undefined, at };
    }
    if (character === '"') return this.#string();
    if (/[-+\d]/.test(character)) return this.#number(at);
    for (const [word, type, value] of WORDS) {
      if (!this.#text.startsWith(word, at)) continue;
      this.#at += word.length;
      return { type, value, at };
    }
    if (this.#settings.decodesInvalid && this.#test(INVALID)) return this.#number(at);
    return { type: "error", value: "invalid token", at };
  }

  #number(at: number): Token {
    if (!this.#settings.decodesInvalid && this.#test(INVALID)) return { type: "error", value: "invalid number", at };
    const numeral = this.#match(NUMERAL);
    const value = numeral === "" ? undefined : numberOfText(numeral);
    return value === undefined ? { type: "error", value: "invalid number", at } : { type: "T_NUMBER", value, at };
  }

  #string(): Token {
    const at = this.#at++;
    let value = "";
    for (;;) {
      value += this.#match(PLAIN);
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#at++;
        return { type: "T_STRING", value, at };
      }
      if (character !== "\\") return { type: "error", value: "unexpected end of string", at: this.#at };
      const escaped = this.#escape();
      if (escaped === undefined) {
        const what = this.#text[this.#at + 1] === "u" ? "invalid unicode escape code" : "invalid escape code";
        return { type: "error", value: what, at: this.#at };
      }
      value += escaped;
    }
  }

  /** What an escape stands for, which is then passed; undefined when it is none. */
  #escape(): Bytes | undefined {
    const character = this.#text[this.#at + 1] ?? "";
    if (character !== "u") {
      const escaped = ESCAPES[character];
      if (escaped !== undefined) this.#at += 2;
      return escaped;
    }
    const first = this.#codeUnit(this.#at);
    if (first === undefined || (first & 0xfc00) === 0xdc00) return undefined;
    if ((first & 0xfc00) !== 0xd800) {
      this.#at += 6;
      return bytesOfText(String.fromCharCode(first));
    }
    const second = this.#codeUnit(this.#at + 6);
    if (second === undefined || (second & 0xfc00) !== 0xdc00) return undefined;
    this.#at += 12;
    return bytesOfText(String.fromCharCode(first, second));
  }

  #codeUnit(at: number): number | undefined {
    const match = /^\\u([\da-fA-F]{4})/.exec(this.#text.slice(at, at + 6));
    return match === null ? undefined : Number.parseInt(match[1] as string, 16);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += text.length;
    return text;
  }

  #test(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }
}
