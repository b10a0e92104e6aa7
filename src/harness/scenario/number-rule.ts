/** What a number of a scenario has to be. */
export interface NumberRule {
  readonly words: string;
  readonly holds: (value: unknown) => boolean;
}

/** A whole number. */
export const atLeast = (least: number, words: string, most = Number.MAX_SAFE_INTEGER): NumberRule => ({
  words, holds: (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
});

export const positive: NumberRule = {
  words: "a positive number", holds: (value) => Number.isFinite(value) && (value as number) > 0,
};
