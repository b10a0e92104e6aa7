import type { GroupField } from "./field.ts";
import type { ProblemSeverity } from "./problem.ts";

/** What a rule over several fields has found. */
export interface Finding {
  readonly severity: ProblemSeverity;
  /** Fields as in code (`buffers.LOW.capacity`): the one to change first, then the others that the rule has read. */
  readonly fields: readonly [string, ...string[]];
  readonly found: string;
  readonly expected: string;
  readonly hint?: string;
}

/** Looks at a configuration whose fields are each right on their own. */
export type Rule<T> = (config: T) => readonly Finding[];

/** One kind of configuration: its fields, and the rules between them. */
export interface ConfigSpec<T> {
  readonly name: string;
  /** Names in files: camel case only, or snake case as well. */
  readonly spelling: "camel" | "both";
  readonly root: GroupField<T>;
  readonly rules: readonly Rule<T>[];
}
