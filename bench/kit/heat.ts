import type { Lane } from "./lane.ts";
import type { SpeedRequirement } from "./requirement.ts";

/** One way of doing the work of a heat, opened in a process of its own. */
export interface Contender {
  readonly name: string;
  open(): Lane | Promise<Lane>;
  /** Of its process, where it runs with some. */
  readonly nodeOptions?: readonly string[];
  /** Why this contender does not run here; printed in place of its figures. */
  readonly absent?: string;
}

/** Contenders that do the same work, side by side. */
export interface Heat {
  readonly name: string;
  /** What one operation is: `event`, `message`. */
  readonly operation: string;
  /** The contender that the others are compared with. */
  readonly subject: string;
  readonly contenders: readonly Contender[];
  /** What the subject owes to whom. */
  readonly requirements: readonly Omit<SpeedRequirement, "heat" | "subject">[];
  /** Operations a second that the subject owes to nobody in particular, on a machine such as the README names. */
  readonly rate?: { readonly atLeast: number };
  /** Operations of the first round, which warms up and whose answers are compared. */
  readonly checkOperations: number;
}
