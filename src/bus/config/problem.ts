import type { Place } from "./json/node.ts";

/**
 * `error`: the configuration is refused. `warning`: it is accepted and will do what its writer may not want.
 * `suggestion`: another value would do better.
 */
export type ProblemSeverity = "error" | "warning" | "suggestion";

export type ProblemCode =
  | "syntax"
  | "too-large"
  | "too-deep"
  | "duplicate"
  | "unknown"
  | "type"
  | "range"
  | "granularity"
  | "choice"
  | "pattern"
  | "length"
  | "rule"
  | "file";

/** One thing that is wrong, or could be better, with a configuration. */
export interface ConfigProblem {
  readonly severity: ProblemSeverity;
  readonly code: ProblemCode;
  /** JSONPath of the value, as the source spells it. */
  readonly path: string;
  readonly at: Place | undefined;
  readonly found: string;
  readonly expected: string;
  readonly hint?: string;
}

/** A configuration with all that was found; without a value if there is any error. */
export interface Checked<T> {
  readonly config: T | undefined;
  readonly errors: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  readonly suggestions: readonly ConfigProblem[];
}

export function checked<T>(config: T, problems: readonly ConfigProblem[]): Checked<T> {
  const of = (severity: ProblemSeverity) => problems.filter((problem) => problem.severity === severity);
  const errors = of("error");
  return {
    config: errors.length === 0 ? config : undefined, errors, warnings: of("warning"), suggestions: of("suggestion"),
  };
}

/** `bus.json:12:5: error: $.batch: found the number 0, expected 4 to 10,000 (…)`. */
export function formatProblem(problem: ConfigProblem, source = "configuration"): string {
  const hint = problem.hint === undefined ? "" : `; ${problem.hint}`;
  const where = formatPlace(problem.at, source);
  return `${where}: ${problem.severity}: ${problem.path}: found ${problem.found}, expected ${problem.expected}${hint}`;
}

export function formatPlace(at: Place | undefined, source: string): string {
  if (at === undefined) return source;
  return "variable" in at ? `environment variable ${at.variable}` : `${source}:${at.line}:${at.column}`;
}
