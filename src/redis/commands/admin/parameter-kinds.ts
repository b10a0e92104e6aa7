import type { Bytes } from "../../server/bytes.ts";
import { Unacceptable, type Parameter } from "../../server/config.ts";
import { parseInteger } from "../../server/numbers.ts";

type Parse = NonNullable<Parameter["parse"]>;

export const INT_MAX = 2_147_483_647n;
export const LONG_MAX = 9_223_372_036_854_775_807n;

const NOT_A_MEMORY_VALUE = new Unacceptable("argument must be a memory value");

export const parseYesNo: Parse = (text) => {
  const word = text.toLowerCase();
  return word === "yes" || word === "no" ? word : new Unacceptable("argument must be 'yes' or 'no'");
};

const within = (value: bigint, min: bigint, max: bigint): string | Unacceptable =>
  value >= min && value <= max
    ? value.toString()
    : new Unacceptable(`argument must be between ${min} and ${max} inclusive`);

export const parseWithin = (min: bigint, max: bigint): Parse => (text) => {
  const value = parseInteger(text);
  return value === undefined
    ? new Unacceptable("argument couldn't be parsed into an integer")
    : within(BigInt(value), min, max);
};

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["", 1n], ["b", 1n], ["k", 1_000n], ["kb", 1_024n], ["m", 1_000_000n], ["mb", 1_048_576n], ["g", 1_000_000_000n],
  ["gb", 1_073_741_824n],
]);

/** Bytes of `100`, `10k`, `64mb` and the like; undefined for anything else. */
export function parseMemory(text: Bytes): bigint | undefined {
  const [, digits, unit] = /^(\d{1,20})([a-z]*)$/i.exec(text) ?? [];
  const factor = unit === undefined ? undefined : UNITS.get(unit.toLowerCase());
  return digits === undefined || factor === undefined ? undefined : BigInt(digits) * factor;
}

export const parseMemoryWithin = (min: bigint, max: bigint): Parse => (text) => {
  const value = parseMemory(text);
  return value === undefined ? NOT_A_MEMORY_VALUE : within(value, min, max);
};

/** Also a share of maxmemory: `5%`. */
export const parseMemoryOrPercent: Parse = (text) => {
  const [, percent] = /^(\d{1,3})%$/.exec(text) ?? [];
  const value = percent === undefined ? parseMemory(text) : BigInt(percent);
  if (value === undefined) return new Unacceptable("argument must be a memory or percent value");
  return percent === undefined ? value.toString() : `${value}%`;
};

export const parseChoice = (words: readonly string[]): Parse => (text) => {
  const word = text.toLowerCase();
  return words.includes(word)
    ? word
    : new Unacceptable(`argument(s) must be one of the following: ${words.join(", ")}`);
};

export const yesNo = (name: string, initial: string, more?: Partial<Parameter>): Parameter =>
  ({ name, initial, parse: parseYesNo, ...more });

export const integer = (name: string, initial: number, min = 0n, max = INT_MAX, more?: Partial<Parameter>): Parameter =>
  ({ name, initial: String(initial), parse: parseWithin(min, max), ...more });

export const long = (name: string, initial: number, min = 0n, more?: Partial<Parameter>): Parameter =>
  integer(name, initial, min, LONG_MAX, more);

export const memory = (name: string, initial: number, min = 0n, max = LONG_MAX, more?: Partial<Parameter>): Parameter =>
  ({ name, initial: String(initial), parse: parseMemoryWithin(min, max), ...more });

export const choice = (name: string, initial: string, words: string, more?: Partial<Parameter>): Parameter =>
  ({ name, initial, parse: parseChoice(words.split(" ")), ...more });

export const text = (name: string, initial: string, more?: Partial<Parameter>): Parameter => ({
  name, initial,
  ...more,
});

export const fixed = (name: string, initial: string, more?: Partial<Parameter>): Parameter =>
  ({ name, initial, immutable: true, ...more });

export const alias = (name: string, aliasOf: string, more?: Partial<Parameter>): Parameter =>
  ({ name, initial: "", aliasOf, ...more });
