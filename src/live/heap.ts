import { setFlagsFromString } from "node:v8";

/**
 * Makes V8 collect the old generation when it has grown by half over what is alive, instead of by up to four times. A
 * replay keeps stream entries for a while and then drops them, which otherwise lets a steady 60 MB of live objects
 * stand in a heap of 240 MB. Measured over 600,000 generated frames: peak memory 228 to 240 MB instead of 344, for a
 * tenth more time. Affects memory only, never results.
 */
export function boundHeapGrowth(): void {
  setFlagsFromString("--heap-growing-percent=50");
}
