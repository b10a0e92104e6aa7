import fc from "fast-check";

/**
 * Where properties begin that name no seed: each run of the tests tries the same values, so that a change is judged by
 * what it changes. Other values are tried with another number, or `PROPERTY_SEED=$RANDOM npm test`.
 */
const SEED = 1;

fc.configureGlobal({ seed: Number(process.env["PROPERTY_SEED"] ?? SEED) });
