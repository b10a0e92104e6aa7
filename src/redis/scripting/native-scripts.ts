import type { NativeScript } from "./native-script.ts";
import { SHIPPED_SCRIPTS } from "./shipped/index.ts";

/** Scripts of the bus that need no Lua to run, by the digests of their texts. */
export class NativeScripts {
  /** Off, every script runs in Lua. */
  enabled = true;
  readonly #scripts = new Map<string, NativeScript>(SHIPPED_SCRIPTS.map(({ digest, native }) => [digest, native]));

  find(digest: string): NativeScript | undefined {
    return this.enabled ? this.#scripts.get(digest) : undefined;
  }
}
