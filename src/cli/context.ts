import type { CommandContext } from "@stricli/core";
import { formatError } from "../report/error-text.ts";
import { exitCodeOfError } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

export interface CliContext extends CommandContext {
  readonly terminal: Terminal;
  /** Where the package lies: the recording shipped with it is found from here. */
  readonly packageRoot: string;
}

/** Runs a command's body; what it throws becomes a message on stderr and the exit code of its kind. */
export function guarded<FLAGS, ARGS extends readonly unknown[]>(
  body: (this: CliContext, flags: FLAGS, ...args: ARGS) => Promise<void>,
): (this: CliContext, flags: FLAGS, ...args: ARGS) => Promise<void> {
  return async function (this: CliContext, flags, ...args) {
    try {
      await body.call(this, flags, ...args);
    } catch (error) {
      this.terminal.progressDone();
      this.terminal.say(formatError(error));
      this.terminal.setExitCode(exitCodeOfError(error));
    }
  };
}
