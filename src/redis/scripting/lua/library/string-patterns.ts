import type { Bytes } from "../../../server/bytes.ts";
import { NO_CALLER } from "../host.ts";
import { NO_SITE, type Machine } from "../machine.ts";
import { checkBytes, NativeFunction, optionalInteger, argumentFault, type Native } from "../native.ts";
import { index, isTrue, toBytes } from "../operations.ts";
import { PatternMatcher } from "../pattern.ts";
import { first, LuaFunction, LuaTable, typeOf, type LuaValue, type Results } from "../value.ts";

const SPECIALS = /[\^$*+?.([%-]/;

/** find, match, gmatch and gsub. */
export function patternFunctions(machine: Machine): Record<string, Native> {
  const gmatch: Native = (args) => matchIterator(machine, checkBytes(machine, args, 1), checkBytes(machine, args, 2));
  return {
    find: (args) => find(machine, args, true),
    match: (args) => find(machine, args, false),
    gmatch, gfind: gmatch,
    gsub: (args) => substituted(machine, args),
  };
}

function find(machine: Machine, args: LuaValue[], wantsPlace: boolean): Results {
  const subject = checkBytes(machine, args, 1);
  const pattern = checkBytes(machine, args, 2);
  const given = optionalInteger(machine, args, 3, 1);
  const start = Math.max(
    0, Math.min((given >= 0 ? given : Math.max(0, subject.length + given + 1)) - 1, subject.length),
  );
  if (wantsPlace && (isTrue(args[3]) || !SPECIALS.test(pattern))) {
    machine.spend((subject.length - start) >>> 4);
    const at = subject.indexOf(pattern, start);
    return at < 0 ? undefined : [at + 1, at + pattern.length];
  }
  const matcher = new PatternMatcher(machine, subject, pattern);
  const isAnchored = pattern.startsWith("^");
  for (let at = start; at <= subject.length; at++) {
    const end = matcher.matchAt(at, isAnchored ? 1 : 0);
    if (end >= 0) {
      const captured = wantsPlace && matcher.captures === 0 ? [] : matcher.captured(at, end);
      return wantsPlace ? [at + 1, end, ...captured] : captured;
    }
    if (isAnchored) break;
  }
  return undefined;
}

function matchIterator(machine: Machine, subject: Bytes, pattern: Bytes): LuaFunction {
  const matcher = new PatternMatcher(machine, subject, pattern);
  let from = 0;
  return new NativeFunction(() => {
    for (let at = from; at <= subject.length; at++) {
      const end = matcher.matchAt(at, 0);
      if (end < 0) continue;
      from = end === at ? end + 1 : end;
      return matcher.captured(at, end);
    }
    from = subject.length + 1;
    return undefined;
  });
}

type Replacement = (matcher: PatternMatcher, start: number, end: number) => Bytes | undefined;

function substituted(machine: Machine, args: LuaValue[]): Results {
  const subject = checkBytes(machine, args, 1);
  const pattern = checkBytes(machine, args, 2);
  const replace = replacement(machine, args[2]);
  const limit = optionalInteger(machine, args, 4, subject.length + 1);
  const isAnchored = pattern.startsWith("^");
  const matcher = new PatternMatcher(machine, subject, pattern);
  let text = "";
  let count = 0;
  let at = 0;
  while (count < limit) {
    const end = matcher.matchAt(at, isAnchored ? 1 : 0);
    if (end >= 0) {
      count++;
      const piece = replace(matcher, at, end) ?? subject.slice(at, end);
      machine.join(text.length, piece.length);
      text += piece;
    }
    if (end > at) at = end;
    else if (at < subject.length) text += subject.charAt(at++);
    else break;
    if (isAnchored) break;
  }
  return [text + subject.slice(at), count];
}

function replacement(machine: Machine, value: LuaValue): Replacement {
  const template = toBytes(value);
  if (template !== undefined) return (matcher, start, end) => filled(machine, template, matcher, start, end);
  if (!(value instanceof LuaTable) && !(value instanceof LuaFunction)) {
    throw argumentFault(machine, 3, "string/function/table expected");
  }
  return (matcher, start, end) => {
    const result = value instanceof LuaTable
      ? index(machine, value, matcher.capture(0, start, end), NO_SITE)
      : first(machine.invoke(NO_CALLER, value, matcher.captured(start, end)));
    if (!isTrue(result)) return undefined;
    const bytes = toBytes(result);
    if (bytes === undefined) throw machine.fault(`invalid replacement value (a ${typeOf(result)})`);
    return bytes;
  };
}

/** A replacement with `%0` to `%9` in it. */
function filled(machine: Machine, template: Bytes, matcher: PatternMatcher, start: number, end: number): Bytes {
  if (!template.includes("%")) return template;
  let text = "";
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at);
    if (character !== "%") {
      text += character;
      continue;
    }
    const next = template.charAt(++at);
    if (next === "0") text += matcher.text(start, end);
    else if (next >= "1" && next <= "9") text += String(matcher.capture(Number(next) - 1, start, end));
    else text += next;
  }
  machine.reserve(text.length);
  return text;
}
