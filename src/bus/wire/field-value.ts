import type { Fields } from "../store.ts";

/** The value of the first field of that name. */
export function valueOf(fields: Fields, name: string): string | Uint8Array | undefined {
  for (let at = 0; at + 1 < fields.length; at += 2) if (fields[at] === name) return fields[at + 1];
  return undefined;
}
