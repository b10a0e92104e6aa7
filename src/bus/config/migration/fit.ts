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
  const [step, shown] = leaf.kind === "integer" ? [1, (count: number) => grouped(count)]
    : [MICROSECOND, (span: number) => `${grouped(span / 1e6)} ms`];
  const rounded = Math.round(value / step) * step;
  if (rounded < leaf.min) return { value: leaf.min, note: `raised to ${shown(leaf.min)}, the least it may be` };
  if (rounded > leaf.max) return { value: leaf.max, note: `lowered to ${shown(leaf.max)}, the most it may be` };
  return rounded === value ? { value } : { value: rounded, note: `rounded to ${shown(rounded)}` };
}
