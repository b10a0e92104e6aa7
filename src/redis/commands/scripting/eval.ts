import type { Bytes } from "../../server/bytes.ts";
import type { CommandSpec, Flag } from "../../server/command.ts";
import { ReplyError } from "../../server/reply.ts";
import { keysAndArguments, runScript } from "../../scripting/run-script.ts";
import { ScriptCache } from "../../scripting/script-cache.ts";
import { textsOf } from "../../scripting/script-errors.ts";

const FLAGS: readonly Flag[] = ["noscript", "stale", "skip_monitor", "no_mandatory_keys", "movablekeys"];

const DIGEST_LENGTH = 40;
const MAX_KEYS = 1_000_000;

/** Keys follow their number, which follows the script. */
export function keysAfterNumber(args: readonly Bytes[]): readonly number[] {
  const count = Number(args[2] ?? "0");
  if (!Number.isInteger(count) || count < 0 || count > Math.min(MAX_KEYS, args.length - 3)) return [];
  return Array.from({ length: count }, (_, i) => i + 3);
}

function row(name: string, isReadOnly: boolean, byDigest: boolean): CommandSpec {
  return {
    name, arity: -3, flags: isReadOnly ? ["readonly", ...FLAGS] : FLAGS, keys: [0, 0, 0], findKeys: keysAfterNumber,
    categories: ["@scripting"],
    run: (context, args) => {
      const cache = context.server.part(ScriptCache);
      const text = args[1] as Bytes;
      const noScript = (): ReplyError => new ReplyError(textsOf(context.compat).noScript);
      if (byDigest && text.length !== DIGEST_LENGTH) return noScript();
      // A wrong number of keys is found before a script that is missing or cannot be compiled.
      const given = keysAndArguments(args, 2);
      const script = byDigest ? cache.find(text) : cache.load(text);
      return script === undefined ? noScript() : runScript(context, script, given, isReadOnly);
    },
  };
}

export const evaluate = row("eval", false, false);
export const evaluateReadOnly = row("eval_ro", true, false);
export const evaluateDigest = row("evalsha", false, true);
export const evaluateDigestReadOnly = row("evalsha_ro", true, true);
