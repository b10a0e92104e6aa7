import { minutes, ms, sec } from "../../../kernel/time.ts";
import type { JsonNode } from "../json/node.ts";
import { describeNode } from "../json/node.ts";

/** A value in code, or why the source's value gives none. */
export type Converted = { readonly value: unknown } | { readonly reason: string };

export interface Target {
  /** Path in code of a field of EnhancedMessageBusConfig, or of DatabaseConfig after `database.`. */
  readonly field: string;
  readonly convert: (node: JsonNode) => Converted;
}

/** What becomes of one field of a source. */
export type MigrationRow =
  /** `from`: in snake case; a segment `*` stands for any name, a last segment `**` for whatever follows. */
  | { readonly from: string; readonly to: readonly Target[] }
  | { readonly from: string; readonly dropped: string };

export const plain = (node: JsonNode): Converted =>
  node.type === "object" || node.type === "array" || node.type === "other" || node.type === "null"
    ? { reason: `${describeNode(node)} is no value of this field` } : { value: node.value };

/** A list of texts. */
export function texts(node: JsonNode): Converted {
  if (node.type !== "array") return { reason: `${describeNode(node)} is not a list` };
  const odd = node.items.find((item) => item.type !== "string");
  if (odd !== undefined) return { reason: `${describeNode(odd)} is not a text` };
  return { value: node.items.map((item) => (item.type === "string" ? item.value : "")) };
}

/** Finite and not negative. */
export function amount(node: JsonNode): Converted {
  if (node.type !== "number") return { reason: `${describeNode(node)} is not a number` };
  if (Number.isFinite(node.value) && node.value >= 0) return { value: node.value };
  return { reason: `${describeNode(node)} is no amount` };
}

const scaled = (unit: number) => (node: JsonNode): Converted => {
  const read = amount(node);
  return "value" in read ? { value: (read.value as number) * unit } : read;
};

export const inMilliseconds = scaled(ms(1));
export const inSeconds = scaled(sec(1));
/** A share of one, in whole parts of so many. */
const inParts = (parts: number) => (node: JsonNode): Converted => {
  const read = amount(node);
  return "value" in read ? { value: Math.round((read.value as number) * parts) } : read;
};

export const inPercent = inParts(100);
export const inMillionths = inParts(1_000_000);
export const inMinutes = scaled(minutes(1));

/** As `convert`, but 0 has a meaning of its own that cannot be kept. */
export const unlessZero = (convert: (node: JsonNode) => Converted, reason: string) => (node: JsonNode): Converted =>
  (node.type === "number" && node.value === 0 ? { reason } : convert(node));

export const mapped = (from: string, convert: Target["convert"], ...fields: readonly string[]): MigrationRow =>
  ({ from, to: fields.map((field) => ({ field, convert })) });

export const dropped = (reason: string, ...names: readonly string[]): MigrationRow[] =>
  names.map((from) => ({ from, dropped: reason }));

/** True if the row is the one for a field of that name. */
export function rowMatches({ from }: MigrationRow, name: string): boolean {
  const [wanted, given] = [from.split("."), name.split(".")];
  if (wanted.at(-1) !== "**")
    return wanted.length === given.length && wanted.every((part, i) => part === "*" || part === given[i]);
  return given.length >= wanted.length - 1 && wanted.slice(0, -1).every((part, i) => part === "*" || part === given[i]);
}
