import type { ConfigProblem, ProblemCode } from "../problem.ts";
import { LineIndex } from "./line-index.ts";
import { memberPath, shorten, type JsonMember, type JsonNode, type Place } from "./node.ts";

export const MAX_CHARACTERS = 1 << 20;
export const MAX_DEPTH = 32;

/** The tree, undefined if the text is no JSON; and what is wrong with it. */
export interface JsonText {
  readonly root: JsonNode | undefined;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads JSON (RFC 8259, no extensions) and keeps where each value stands.
 *
 * Stops at the first syntax error, because what follows it cannot be trusted; names that an object gives twice are all
 * reported. Texts above 1 Mi characters or nested more than 32 deep are refused unread.
 */
export function readJson(text: string): JsonText {
  if (text.length > MAX_CHARACTERS) {
    return { root: undefined, problems: [tooLarge(text.length)] };
  }
  return new JsonReader(text).read();
}

const tooLarge = (length: number): ConfigProblem => ({
  severity: "error", code: "too-large", path: "$", at: { line: 1, column: 1 },
  found: `a text of ${length} characters`, expected: `at most ${MAX_CHARACTERS}`,
  hint: "is this the right file? A configuration has some kilobytes",
});

class JsonStop extends Error {
  readonly problem: ConfigProblem;

  constructor(problem: ConfigProblem) {
    super(problem.found);
    this.problem = problem;
  }
}

const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Up to the quote, the next escape, or a character that a string must not hold as it is. */
 
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const HEX = /[0-9A-Fa-f]{4}/y;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'], ["\\", "\\"], ["/", "/"], ["b", "\b"], ["f", "\f"], ["n", "\n"], ["r", "\r"], ["t", "\t"],
]);

class JsonReader {
  readonly #text: string;
  readonly #lines: LineIndex;
  readonly #problems: ConfigProblem[] = [];
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new LineIndex(text);
  }

  read(): JsonText {
    try {
      if (this.#text.startsWith("\uFEFF"))
        this.#stop("a byte order mark", "JSON", "save the file as UTF-8 without one");
      const root = this.#value("$", 0);
      this.#skip();
      if (this.#offset < this.#text.length) this.#stop(this.#here(), "the end of the text");
      return { root, problems: this.#problems };
    } catch (stop) {
      if (!(stop instanceof JsonStop)) throw stop;
      return { root: undefined, problems: [...this.#problems, stop.problem] };
    }
  }

  #value(path: string, depth: number): JsonNode {
    this.#skip();
    const at = this.#place(this.#offset);
    const first = this.#text[this.#offset];
    if ((first === "{" || first === "[") && depth >= MAX_DEPTH) {
      this.#stop("another level", `at most ${MAX_DEPTH} levels`, undefined, "too-deep");
    }
    if (first === "{") return { type: "object", at, members: this.#members(path, depth) };
    if (first === "[") return { type: "array", at, items: this.#items(path, depth) };
    if (first === '"') return { type: "string", at, value: this.#string() };
    const number = this.#match(NUMBER);
    if (number !== "") return { type: "number", at, value: Number(number), text: number };
    const start = this.#offset;
    const word = this.#match(WORD);
    if (word === "true" || word === "false") return { type: "boolean", at, value: word === "true" };
    if (word === "null") return { type: "null", at, value: null };
    this.#offset = start;
    return this.#stop(
      this.#here(), "a value", first === "]" || first === "}" ? "JSON has no comma after the last value" : undefined,
    );
  }

  #members(path: string, depth: number): JsonMember[] {
    const members: JsonMember[] = [];
    const lines = new Map<string, Place>();
    this.#offset++;
    if (this.#take("}")) return members;
    do {
      this.#skip();
      const nameAt = this.#place(this.#offset);
      const next = this.#text[this.#offset];
      const hint = next === "}" ? "JSON has no comma after the last value" : undefined;
      if (next !== '"') this.#stop(this.#here(), "a name in double quotes", hint);
      const name = this.#string();
      const earlier = lines.get(name);
      if (earlier === undefined) lines.set(name, nameAt);
      else this.#duplicate(memberPath(path, name), nameAt, earlier);
      if (!this.#take(":")) this.#stop(this.#here(), "a colon after the name");
      const value = this.#value(memberPath(path, name), depth + 1);
      if (earlier === undefined) members.push({ name, nameAt, value });
    } while (this.#take(","));
    if (!this.#take("}")) this.#stop(this.#here(), "a comma or }");
    return members;
  }

  #items(path: string, depth: number): JsonNode[] {
    const items: JsonNode[] = [];
    this.#offset++;
    if (this.#take("]")) return items;
    do items.push(this.#value(`${path}[${items.length}]`, depth + 1));
    while (this.#take(","));
    if (!this.#take("]")) this.#stop(this.#here(), "a comma or ]");
    return items;
  }

  #string(): string {
    const start = this.#offset++;
    let value = "";
    for (;;) {
      value += this.#match(PLAIN);
      const next = this.#text[this.#offset];
      if (next === "\\") value += this.#escape();
      else if (next === '"') break;
      else if (next === undefined) this.#stopAt(start, "a text without an end", "a closing quote");
      else this.#stop(this.#here(), "a closing quote, or the character escaped");
    }
    this.#offset++;
    if (LONE_SURROGATE.test(value)) this.#stopAt(start, "half of a surrogate pair", "whole characters");
    return value;
  }

  #escape(): string {
    const start = this.#offset;
    const letter = this.#text[start + 1] ?? "";
    this.#offset += 2;
    const simple = ESCAPES.get(letter);
    if (simple !== undefined) return simple;
    const digits = letter === "u" ? this.#match(HEX) : "";
    if (digits === "") this.#stopAt(start, `\\${letter}`, String.raw`one of \" \\ \/ \b \f \n \r \t \u0000`);
    return String.fromCharCode(parseInt(digits, 16));
  }

  #skip(): void {
    this.#match(WHITESPACE);
  }

  /** Takes `character` if it comes next, after whitespace. */
  #take(character: string): boolean {
    this.#skip();
    if (this.#text[this.#offset] !== character) return false;
    this.#offset++;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#offset += found.length;
    return found;
  }

  #here(): string {
    const rest = this.#text.slice(this.#offset, this.#offset + 20);
    if (rest === "") return "the end of the text";
    if (rest.startsWith("//") || rest.startsWith("/*")) return "a comment, which JSON does not have";
    const word = /^[\w$.+-]+/.exec(rest)?.[0] ?? String.fromCodePoint(rest.codePointAt(0) as number);
    return shorten(JSON.stringify(word));
  }

  #place(offset: number): Place {
    return this.#lines.place(offset);
  }

  #duplicate(path: string, at: Place, earlier: Place): void {
    const line = "line" in earlier ? earlier.line : 0;
    this.#problems.push({
      severity: "error", code: "duplicate", path, at, found: "the name again",
      expected: `each name once: it stands in line ${line} too`,
    });
  }

  #stop(found: string, expected: string, hint?: string, code: ProblemCode = "syntax"): never {
    return this.#stopAt(this.#offset, found, expected, hint, code);
  }

  #stopAt(offset: number, found: string, expected: string, hint?: string, code: ProblemCode = "syntax"): never {
    const problem = { severity: "error", code, path: "$", at: this.#place(offset), found, expected } as const;
    throw new JsonStop(hint === undefined ? problem : { ...problem, hint });
  }
}
