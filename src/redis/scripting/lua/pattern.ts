import type { Bytes } from "../../server/bytes.ts";
import type { Machine } from "./machine.ts";
import { CharacterClasses } from "./character-classes.ts";

const MAX_CAPTURES = 32;
/** How deep items of a pattern may follow each other. */
const MAX_ITEMS = 2_000;
const POSITION = -2;
const UNCLOSED = -1;

/** Codes of the characters that mean something in patterns. */
const ESCAPE = 37;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const PLUS = 43;
const MINUS = 45;
const QUESTION = 63;
const END = 36;
const BALANCED = 98;
const FRONTIER = 102;

/** Finds one pattern of Lua's in one subject. */
export class PatternMatcher {
  readonly #machine: Machine;
  readonly #subject: Bytes;
  readonly #pattern: Bytes;
  readonly #classes: CharacterClasses;
  #starts: number[] = [];
  #lengths: number[] = [];
  #items = 0;

  constructor(machine: Machine, subject: Bytes, pattern: Bytes) {
    this.#machine = machine;
    this.#subject = subject;
    this.#pattern = pattern;
    this.#classes = new CharacterClasses(machine, pattern);
  }

  /** Where a match that starts here ends; -1 when there is none. `from` is the place in the pattern. */
  matchAt(start: number, from: number): number {
    this.#starts = [];
    this.#lengths = [];
    return this.#match(start, from);
  }

  get captures(): number {
    return this.#starts.length;
  }

  text(start: number, end: number): Bytes {
    return this.#subject.slice(start, end);
  }

  /** A capture's text or position; the whole match when there are none and the first is asked for. */
  capture(index: number, start: number, end: number): Bytes | number {
    if (index >= this.#starts.length) {
      if (index !== 0) throw this.#machine.fault("invalid capture index");
      return this.#subject.slice(start, end);
    }
    const at = this.#starts[index] as number;
    const length = this.#lengths[index] as number;
    if (length === UNCLOSED) throw this.#machine.fault("unfinished capture");
    return length === POSITION ? at + 1 : this.#subject.slice(at, at + length);
  }

  /** All captures, or the whole match in their place. */
  captured(start: number, end: number): (Bytes | number)[] {
    const count = Math.max(1, this.#starts.length);
    return Array.from({ length: count }, (_, i) => this.capture(i, start, end));
  }

  #match(start: number, from: number): number {
    if (++this.#items > MAX_ITEMS) throw this.#machine.fault("pattern too complex");
    const end = this.#sequence(start, from);
    this.#items--;
    return end;
  }

  #sequence(start: number, from: number): number {
    const pattern = this.#pattern;
    let at = start;
    let p = from;
    for (;;) {
      this.#machine.spend(1);
      if (p >= pattern.length) return at;
      const code = pattern.charCodeAt(p);
      if (code === OPEN) return this.#open(at, p);
      if (code === CLOSE) return this.#close(at, p + 1);
      if (code === END && p + 1 === pattern.length) return at === this.#subject.length ? at : -1;
      if (code === ESCAPE) {
        const special = this.#special(at, p);
        if (special !== undefined) {
          if (special[0] < 0) return -1;
          [at, p] = special;
          continue;
        }
      }
      const next = this.#classes.end(p);
      const suffix = pattern.charCodeAt(next);
      if (suffix === STAR) return this.#longest(at, p, next, 0);
      if (suffix === PLUS) return this.#longest(at, p, next, 1);
      if (suffix === MINUS) return this.#shortest(at, p, next);
      const fits = this.#fits(at, p, next);
      if (suffix === QUESTION) {
        if (fits) {
          const end = this.#match(at + 1, next + 1);
          if (end >= 0) return end;
        }
        p = next + 1;
        continue;
      }
      if (!fits) return -1;
      at++;
      p = next;
    }
  }

  /** `%b`, `%f` and back references: where to go on in subject and pattern; undefined when it is a class. */
  #special(at: number, p: number): readonly [number, number] | undefined {
    const code = this.#pattern.charCodeAt(p + 1);
    if (code === BALANCED) return [this.#balanced(at, p + 2), p + 4];
    if (code === FRONTIER) return this.#frontier(at, p + 2);
    if (code >= 48 && code <= 57) return [this.#backReference(at, code), p + 2];
    return undefined;
  }

  #fits(at: number, p: number, end: number): boolean {
    return at < this.#subject.length && this.#classes.matches(this.#subject.charCodeAt(at), p, end);
  }

  #longest(at: number, p: number, end: number, minimum: number): number {
    let count = 0;
    while (this.#fits(at + count, p, end)) count++;
    this.#machine.spend(count);
    for (; count >= minimum; count--) {
      const result = this.#match(at + count, end + 1);
      if (result >= 0) return result;
    }
    return -1;
  }

  #shortest(start: number, p: number, end: number): number {
    for (let at = start; ; at++) {
      const result = this.#match(at, end + 1);
      if (result >= 0) return result;
      if (!this.#fits(at, p, end)) return -1;
    }
  }

  #open(at: number, p: number): number {
    if (this.#starts.length >= MAX_CAPTURES) throw this.#machine.fault("too many captures");
    const isPosition = this.#pattern.charCodeAt(p + 1) === CLOSE;
    this.#starts.push(at);
    this.#lengths.push(isPosition ? POSITION : UNCLOSED);
    const end = this.#match(at, isPosition ? p + 2 : p + 1);
    if (end < 0) {
      this.#starts.pop();
      this.#lengths.pop();
    }
    return end;
  }

  #close(at: number, p: number): number {
    const index = this.#lengths.lastIndexOf(UNCLOSED);
    if (index < 0) throw this.#machine.fault("invalid pattern capture");
    this.#lengths[index] = at - (this.#starts[index] as number);
    const end = this.#match(at, p);
    if (end < 0) this.#lengths[index] = UNCLOSED;
    return end;
  }

  #balanced(start: number, p: number): number {
    if (p + 1 >= this.#pattern.length) throw this.#machine.fault("unbalanced pattern");
    const open = this.#pattern[p];
    const close = this.#pattern[p + 1];
    if (this.#subject[start] !== open || start >= this.#subject.length) return -1;
    let depth = 1;
    for (let at = start + 1; at < this.#subject.length; at++) {
      this.#machine.spend(1);
      const character = this.#subject[at];
      if (character === close) {
        if (--depth === 0) return at + 1;
      } else if (character === open) {
        depth++;
      }
    }
    return -1;
  }

  #frontier(at: number, p: number): readonly [number, number] {
    if (this.#pattern[p] !== "[") throw this.#machine.fault("missing '[' after '%f' in pattern");
    const end = this.#classes.end(p);
    const before = at === 0 ? 0 : this.#subject.charCodeAt(at - 1);
    const here = at < this.#subject.length ? this.#subject.charCodeAt(at) : 0;
    return [!this.#classes.matches(before, p, end) && this.#classes.matches(here, p, end) ? at : -1, end];
  }

  #backReference(at: number, code: number): number {
    const index = code - 49;
    const length = this.#lengths[index];
    if (index < 0 || length === undefined || length === UNCLOSED) throw this.#machine.fault("invalid capture index");
    const text = this.#subject.slice(this.#starts[index], (this.#starts[index] as number) + length);
    return this.#subject.startsWith(text, at) ? at + text.length : -1;
  }
}
