import type { World } from "../world/world.ts";

/**
 * Why the system cannot recover whatever it does, or undefined when it can: asked before a missed goal is its fault.
 */
export function unrecoverable({ deployment }: World): string | undefined {
  const { master } = deployment;
  if (master.failure !== undefined) return `${master.name} cannot read its files: ${master.failure.message}`;
  if (master.process === undefined) return `${master.name} does not run`;
  return undefined;
}
