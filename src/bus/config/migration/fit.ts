import type { Leaf } from "../field.ts";
import { fromValue } from "../json/from-value.ts";
import { grouped, leafValue } from "../leaf-value.ts";

/** A value that the field takes, with what had to be changed; or why there is none. */
export type Fitted = { readonly value: unknown; readonly note?: string } | { readonly reason: string };

const MICROSECOND = 1_000;

/** Brings a number into the field's range and onto its steps; anything else fits as it is or not at all. */
export function fit(leaf: Leaf, value: unknown): Fitted {
  if ((leaf.kind === "integer" || leaf.kind === "duration") && typeof value === "number") return fitNumber(leaf, value);
  const read = leafValue(leaf, fromValue(value));
  if ("value" in read) return { value: read.value };
  const [defect] = read.defects;
  return { reason: `found ${defect?.found ?? "nothing"}, expected ${defect?.expected ?? "a value"}` };
}

function fitNumber(leaf: Extract<Leaf, { kind: "integer" | "duration" }>, value: number): Fitted {
  if (leaf.kind === "integer") return fitTo(leaf, value, 1, (count) => grouped(count));
  // A product of a fraction with a million may miss what was meant by a nanosecond, and a step is a thousand of them.
  const step = Math.round(value / MICROSECOND) * MICROSECOND;
  return fitTo(
    leaf, Math.abs(value - step) < 2 ? step : Math.round(value), MICROSECOND, (span) => `${grouped(span / 1e6)} ms`,
  );
}

function fitTo(
  range: { readonly min: number; readonly max: number }, value: number, step: number, shown: (value: number) => string,
): Fitted {
  const rounded = Math.round(value / step) * step;
  if (rounded < range.min) return { value: range.min, note: `raised to ${shown(range.min)}, the least it may be` };
  if (rounded > range.max) return { value: range.max, note: `lowered to ${shown(range.max)}, the most it may be` };
  return rounded === value ? { value } : { value: rounded, note: `rounded to ${shown(rounded)}` };
}
