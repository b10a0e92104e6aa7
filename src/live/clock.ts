import process from "node:process";

// Bound when the module loads, so that the guard's traps, which come later, do not catch the harness itself.
const hrtime = process.hrtime.bigint.bind(process.hrtime);
const rss = process.memoryUsage.rss.bind(process.memoryUsage);

/** A monotonic clock of arbitrary origin. */
export const wallNanoseconds = (): bigint => hrtime();

/** Resident memory of this process. */
export const rssBytes = (): number => rss();
