import type { Bytes } from "./bytes.ts";

const STAR = 42;
const QUESTION = 63;
const OPEN = 91;
const CLOSE = 93;
const CARET = 94;
const DASH = 45;
const BACKSLASH = 92;

const lower = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

/**
 * Whether a text matches a pattern of `*`, `?`, `[a-c]`, `[^x]` and `\` escapes, as KEYS, PSUBSCRIBE and CONFIG GET
 * understand them. Takes at most pattern times text steps.
 */
export function matchesGlob(pattern: Bytes, text: Bytes, ignoreCase = false): boolean {
  // What is empty matches nothing else, not even `*`: commands look out for that pattern themselves.
  if (text.length === 0) return pattern.length === 0;
  let at = 0;
  let from = 0;
  let star = -1;
  let starFrom = 0;
  while (from < text.length) {
    if (at < pattern.length && pattern.charCodeAt(at) === STAR) {
      star = at++;
      starFrom = from;
      continue;
    }
    const next = at < pattern.length ? stepOver(pattern, at, text.charCodeAt(from), ignoreCase) : -1;
    if (next >= 0) {
      at = next;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++starFrom;
    } else {
      return false;
    }
  }
  while (at < pattern.length && pattern.charCodeAt(at) === STAR) at++;
  return at === pattern.length;
}

/** The place in the pattern after the element at `at`, if that matches the character; -1 if not. */
function stepOver(pattern: Bytes, at: number, code: number, ignoreCase: boolean): number {
  const element = pattern.charCodeAt(at);
  if (element === QUESTION) return at + 1;
  if (element === OPEN) return stepOverClass(pattern, at + 1, code, ignoreCase);
  const escaped = element === BACKSLASH && at + 1 < pattern.length;
  const wanted = escaped ? pattern.charCodeAt(at + 1) : element;
  const same = ignoreCase ? lower(wanted) === lower(code) : wanted === code;
  return same ? at + (escaped ? 2 : 1) : -1;
}

/** An unclosed class ends with the pattern. */
function stepOverClass(pattern: Bytes, start: number, code: number, ignoreCase: boolean): number {
  const fold = ignoreCase ? lower : (value: number): number => value;
  const negated = pattern.charCodeAt(start) === CARET;
  const wanted = fold(code);
  let at = negated ? start + 1 : start;
  let found = false;
  for (; at < pattern.length && pattern.charCodeAt(at) !== CLOSE; at++) {
    if (pattern.charCodeAt(at) === BACKSLASH && at + 1 < pattern.length) {
      at++;
      if (pattern.charCodeAt(at) === code) found = true;
    } else if (at + 2 < pattern.length && pattern.charCodeAt(at + 1) === DASH) {
      const one = fold(pattern.charCodeAt(at));
      const other = fold(pattern.charCodeAt(at + 2));
      at += 2;
      if (wanted >= Math.min(one, other) && wanted <= Math.max(one, other)) found = true;
    } else if (fold(pattern.charCodeAt(at)) === wanted) {
      found = true;
    }
  }
  if (found === negated) return -1;
  return at < pattern.length ? at + 1 : at;
}
