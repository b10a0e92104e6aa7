import { checkConfig, fileForm, requireConfig } from "./check.ts";
import type { ConfigSpec } from "./spec.ts";

/** Configurations that have passed, by their object: the parts of one bus are made from the same. */
const PASSED = new WeakMap<object, unknown>();

/**
 * The configuration itself, if a file could hold it: whoever is made from one asks this first, so that none runs that
 * the validator would refuse.
 *
 * @throws {WavetankError} E_CONFIG - with every error on a line of its own.
 */
export function validConfig<T extends object>(spec: ConfigSpec<T>, config: T): T {
  if (PASSED.get(config) === spec) return config;
  requireConfig(checkConfig(spec, fileForm(spec, config)), spec.name);
  PASSED.set(config, spec);
  return config;
}
