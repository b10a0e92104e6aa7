import type { Bytes } from "../server/bytes.ts";
import type { Reply } from "../server/reply.ts";
import type { ScriptRun } from "./script-run.ts";

/**
 * What a script does, in JavaScript: the same commands in the same order, so the same replies, changes and propagation.
 */
export type NativeScript = (run: ScriptRun, keys: readonly Bytes[], args: readonly Bytes[]) => Reply;

export interface ShippedScript {
  readonly source: Bytes;
  /** The SHA-1 of the source, by which EVALSHA calls it. */
  readonly digest: string;
  readonly native: NativeScript;
}
