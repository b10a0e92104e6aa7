import type { Bytes } from "../../server/bytes.ts";
import type { CommandSpec, Flag } from "../../server/command.ts";
import { ReplyError } from "../../server/reply.ts";
import { FunctionLibraries } from "../../scripting/functions/function-libraries.ts";
import { runFunction } from "../../scripting/run-script.ts";
import { keysAfterNumber } from "./eval.ts";

const FLAGS: readonly Flag[] = ["noscript", "stale", "skip_monitor", "no_mandatory_keys", "movablekeys"];

const row = (name: string, isReadOnly: boolean): CommandSpec => ({
  name, arity: -3, flags: isReadOnly ? ["readonly", ...FLAGS] : FLAGS, keys: [0, 0, 0], findKeys: keysAfterNumber,
  categories: ["@scripting"],
  run: (context, args) => {
    const found = context.server.part(FunctionLibraries).find(args[1] as Bytes);
    return found === undefined
      ? new ReplyError("ERR Function not found")
      : runFunction(context, found, args, isReadOnly);
  },
});

export const callFunction = row("fcall", false);
export const callFunctionReadOnly = row("fcall_ro", true);
