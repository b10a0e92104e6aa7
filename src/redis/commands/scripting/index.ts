import type { CommandSpec } from "../../server/command.ts";
import { evaluate, evaluateDigest, evaluateDigestReadOnly, evaluateReadOnly } from "./eval.ts";
import { callFunction, callFunctionReadOnly } from "./fcall.ts";
import { functions } from "./function.ts";
import { script } from "./script.ts";

export const SCRIPTING_COMMANDS: readonly CommandSpec[] = [
  evaluate, evaluateReadOnly, evaluateDigest, evaluateDigestReadOnly, script, functions, callFunction,
  callFunctionReadOnly,
];
