/** `short` proves that every benchmark runs and that answers agree; `full` is what the figures come from. */
export type Mode = "short" | "full";

export const mode: Mode = process.env["WAVETANK_BENCH"] === "full" ? "full" : "short";

/** A size that depends on the mode. */
export const sized = <T>(sizes: { readonly short: T; readonly full: T }): T => sizes[mode];

/** How far a ratio may miss its requirement before the run fails: a loaded machine is not a regression. */
export const SLACK = sized({ short: 2, full: 1 });
