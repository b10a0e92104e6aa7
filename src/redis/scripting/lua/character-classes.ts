import type { Bytes } from "../../server/bytes.ts";
import type { Machine } from "./machine.ts";

const between = (code: number, low: number, high: number): boolean => code >= low && code <= high;
const isLower = (code: number): boolean => between(code, 97, 122);
const isUpper = (code: number): boolean => between(code, 65, 90);
const isDigit = (code: number): boolean => between(code, 48, 57);
const isAlpha = (code: number): boolean => isLower(code) || isUpper(code);

/** As C sees characters where no locale is set. */
const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  a: isAlpha,
  c: (code) => code < 32 || code === 127,
  d: isDigit,
  l: isLower,
  p: (code) => between(code, 33, 126) && !isAlpha(code) && !isDigit(code),
  s: (code) => code === 32 || between(code, 9, 13),
  u: isUpper,
  w: (code) => isAlpha(code) || isDigit(code),
  x: (code) => isDigit(code) || between(code, 97, 102) || between(code, 65, 70),
  z: (code) => code === 0,
};

/** The single-character items of one pattern: characters, `.`, `%a`, `[sets]`. */
export class CharacterClasses {
  readonly #machine: Machine;
  readonly #pattern: Bytes;

  constructor(machine: Machine, pattern: Bytes) {
    this.#machine = machine;
    this.#pattern = pattern;
  }

  /** Where the item that starts here ends. */
  end(start: number): number {
    const pattern = this.#pattern;
    let at = start + 1;
    if (pattern[start] === "%") {
      if (at >= pattern.length) throw this.#machine.fault("malformed pattern (ends with '%')");
      return at + 1;
    }
    if (pattern[start] !== "[") return at;
    if (pattern[at] === "^") at++;
    do {
      if (at >= pattern.length) throw this.#machine.fault("malformed pattern (missing ']')");
      if (pattern[at++] === "%" && at < pattern.length) at++;
    } while (pattern[at] !== "]" || at >= pattern.length);
    return at + 1;
  }

  matches(code: number, start: number, end: number): boolean {
    switch (this.#pattern[start]) {
      case ".": return true;
      case "%": return this.#isOfClass(code, start + 1);
      case "[": return this.#isInSet(code, start, end - 1);
      default: return this.#pattern.charCodeAt(start) === code;
    }
  }

  #isOfClass(code: number, at: number): boolean {
    const name = this.#pattern[at] as string;
    const test = CLASSES[name.toLowerCase()];
    if (test === undefined) return this.#pattern.charCodeAt(at) === code;
    return test(code) === (name === name.toLowerCase());
  }

  #isInSet(code: number, start: number, last: number): boolean {
    const pattern = this.#pattern;
    const isNegated = pattern[start + 1] === "^";
    for (let at = start + (isNegated ? 2 : 1); at < last; at++) {
      if (pattern[at] === "%") {
        if (this.#isOfClass(code, ++at)) return !isNegated;
      } else if (pattern[at + 1] === "-" && at + 2 < last) {
        if (between(code, pattern.charCodeAt(at), pattern.charCodeAt(at + 2))) return !isNegated;
        at += 2;
      } else if (pattern.charCodeAt(at) === code) {
        return !isNegated;
      }
    }
    return isNegated;
  }
}
