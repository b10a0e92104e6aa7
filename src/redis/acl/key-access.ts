import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec } from "../server/command.ts";
import { keySpecsOf } from "./key-specs.ts";

/** One key among a command's arguments, and what is done with it: `RO access`, `OW update`, … */
export interface KeyAccess {
  readonly position: number;
  readonly flags: readonly string[];
}

/** The keys of a command, in order of their places; undefined when its arguments leave them undetermined. */
export function keyAccess(spec: CommandSpec, args: readonly Bytes[]): readonly KeyAccess[] | undefined {
  const specs = keySpecsOf(spec.name);
  if (specs.length === 0 || specs.some(isUncertain)) return byTable(spec, args);
  const found: KeyAccess[] = [];
  for (const text of specs) {
    const [flags, begin, find] = text.split("/") as [string, string, string];
    const positions = positionsOf(args, begin, find);
    if (positions === undefined) return undefined;
    const access = accessFlags(spec, flags, args);
    for (const position of positions) found.push({ position, flags: access });
  }
  return found;
}

/** Whether commands of this kind have keys at all. */
export const hasKeys = (spec: CommandSpec): boolean =>
  spec.keys[0] > 0 || spec.findKeys !== undefined || keySpecsOf(spec.name).some((text) => !text.startsWith("not_key"));

export const reads = ({ flags }: KeyAccess): boolean => flags.includes("access");

export const writes = ({ flags }: KeyAccess): boolean =>
  flags.includes("insert") || flags.includes("update") || flags.includes("delete");

const isUncertain = (text: string): boolean =>
  text.includes("?") || text.includes("incomplete") || text.startsWith("not_key");

/** Where the specs cannot tell: the table's range or the command's own search, all keys used in the same way. */
function byTable(spec: CommandSpec, args: readonly Bytes[]): readonly KeyAccess[] {
  if (keySpecsOf(spec.name).some((text) => text.startsWith("not_key"))) return [];
  const flags = spec.flags.includes("write") ? ["RW", "access", "update"] : ["RO", "access"];
  if (spec.findKeys !== undefined) return spec.findKeys(args).map((position) => ({ position, flags }));
  const [first, last, step] = spec.keys;
  if (first === 0) return [];
  return range(first, last < 0 ? args.length + last : last, step).map((position) => ({ position, flags }));
}

/** SET and BITFIELD read only when asked to. */
function accessFlags(spec: CommandSpec, flags: string, args: readonly Bytes[]): readonly string[] {
  const words = flags.split(" ").filter((word) => word !== "variable_flags");
  if (words.length + 1 !== flags.split(" ").length) return words;
  const options = args.slice(spec.name === "set" ? 3 : 2).map((arg) => arg.toLowerCase());
  if (spec.name === "set") return options.includes("get") ? ["RW", "access", "update"] : ["OW", "update"];
  return options.includes("set") || options.includes("incrby") ? ["RW", "access", "update"] : ["RO", "access"];
}

function positionsOf(args: readonly Bytes[], begin: string, find: string): readonly number[] | undefined {
  const start = startOf(args, begin);
  if (start === undefined) return [];
  const numbers = find.split(" ");
  if (numbers[0] === "n") {
    const [counted, first, step] = numbers.slice(1).map(Number) as [number, number, number];
    const count = args[start + counted];
    if (count === undefined || !/^\d+$/.test(count)) return undefined;
    const from = start + first;
    const to = from + (Number(count) - 1) * step;
    return to < args.length ? range(from, to, step) : undefined;
  }
  const [last, step, limit] = numbers.map(Number) as [number, number, number];
  if (last >= 0) return start + last < args.length ? range(start, start + last, step) : undefined;
  const left = args.length - start;
  const end = limit > 1 ? start + Math.floor(left / limit) - 1 : args.length + last;
  return range(start, end, step);
}

function startOf(args: readonly Bytes[], begin: string): number | undefined {
  const [keyword, from] = begin.split(":") as [string, string | undefined];
  if (from === undefined) return Number(keyword);
  const start = Number(from);
  const step = start < 0 ? -1 : 1;
  for (let at = start < 0 ? args.length + start : start; at > 0 && at < args.length; at += step) {
    if (args[at]?.toUpperCase() === keyword) return at + 1;
  }
  return undefined;
}

function range(from: number, to: number, step: number): readonly number[] {
  const positions: number[] = [];
  for (let at = from; at <= to; at += Math.max(step, 1)) positions.push(at);
  return positions;
}
