import { checkConfig, fileForm, requireConfig } from "./check.ts";
import type { ConfigSpec } from "./spec.ts";

/**
 * The configuration itself, if a file could hold it: whoever is made from one asks this first, so that none runs that the
 * validator would refuse.
 *
 * @throws {WavetankError} E_CONFIG - with every error on a line of its own.
 */
export function validConfig<T>(spec: ConfigSpec<T>, config: T): T {
  requireConfig(checkConfig(spec, fileForm(spec, config)), spec.name);
  return config;
}
