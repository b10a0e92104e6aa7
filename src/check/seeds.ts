import fc from "fast-check";
import type { Seed } from "../kernel/seed.ts";

/** Every seed is as good as another: none is smaller, so none is shrunk. */
export const seeds = (): fc.Arbitrary<Seed> => fc.noShrink(fc.noBias(fc.integer({ min: 0, max: 0xffff_ffff })));
