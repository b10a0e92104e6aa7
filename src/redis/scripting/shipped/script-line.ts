import { ReplyError } from "../../server/reply.ts";
import type { ScriptRun } from "../script-run.ts";

/** The line of a script on which a text stands first. */
export function lineOf(source: string, text: string): number {
  const at = source.indexOf(text);
  if (at < 0) throw new Error(`the script has no ${text}`);
  return source.slice(0, at).split("\n").length;
}

/** The error of a script whose command on that line failed. */
export const failedAt = (run: ScriptRun, error: ReplyError, line: number): ReplyError =>
  new ReplyError(`${error.message} script: ${run.name}, on @user_script:${line}.`);
