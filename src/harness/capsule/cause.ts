import type { TraceEvent } from "../../kernel/trace.ts";

/** What kind of change makes a run go another way, as far as its first different event tells. */
export type Cause =
  /** It ended where it used to go on. */
  | { readonly kind: "ended" }
  /** It goes on where it used to end. */
  | { readonly kind: "longer" }
  /** Something is traced that never was before. */
  | { readonly kind: "new site"; readonly site: string }
  /** A site says nothing any more. */
  | { readonly kind: "site gone"; readonly site: string }
  /** The same happens, later or earlier than something else. */
  | { readonly kind: "order"; readonly site: string }
  /** The same happens at the same place of the trace, at another time. */
  | { readonly kind: "time"; readonly site: string; readonly by: number }
  /** The same site says something else: the values that differ, by their position. */
  | { readonly kind: "value"; readonly site: string; readonly positions: readonly number[] }
  /** Something that did not happen before. */
  | { readonly kind: "happens"; readonly site: string }
  | { readonly kind: "unknown" };

/** As far as an event that only moved is looked for. */
const NEAR = 64;

/** Of the first event that differs, at `index`. */
export function causeOf(expected: readonly TraceEvent[], got: readonly TraceEvent[], index: number): Cause {
  const [was, is] = [expected[index], got[index]];
  if (was === undefined) return is === undefined ? { kind: "unknown" } : { kind: "longer" };
  if (is === undefined) return { kind: "ended" };
  if (!expected.some(({ site }) => site === is.site)) return { kind: "new site", site: is.site };
  if (!got.some(({ site }) => site === was.site)) return { kind: "site gone", site: was.site };
  if (was.site === is.site) {
    const positions = [0, 1, 2, 3].filter((position) => was.values[position] !== is.values[position]);
    if (positions.length === 0) return { kind: "time", site: is.site, by: is.at - was.at };
    if (!happensNear(was, got, index)) return { kind: "value", site: is.site, positions };
  }
  if (happensNear(is, expected, index) && happensNear(was, got, index)) return { kind: "order", site: is.site };
  return { kind: "happens", site: is.site };
}

/** The same event, but for its instant, soon after. */
const happensNear = (event: TraceEvent, events: readonly TraceEvent[], index: number): boolean =>
  events.slice(index + 1, index + 1 + NEAR)
    .some(({ site, values }) => site === event.site && values.every((value, at) => value === event.values[at]));
