#!/usr/bin/env node
import { run, type StricliProcess } from "@stricli/core";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { WavetankError } from "../kernel/error.ts";
import { formatError } from "../report/error-text.ts";
import { application } from "./application.ts";
import { ExitCode } from "./exit-code.ts";
import { terminalOf } from "./terminal.ts";

// A closed pipe (`wavetank inspect … | head`) is the reader's wish to stop, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(ExitCode.pass);
  terminal.say(formatError(new WavetankError("E_FILE_WRITE", `cannot write: ${error.message}`, {
    where: "stdout", expected: "room for all of the output", hint: "what was written so far is not whole",
  })));
  process.exit(ExitCode.badInput);
});

// Without an exit code: the framework sets one only where there is none.
const shell: StricliProcess = { stdout: process.stdout, stderr: process.stderr, env: process.env };
let commandCode: number | undefined;
const terminal = terminalOf(process.stdout, process.stderr, (code) => (commandCode = code));
const packageRoot = fileURLToPath(new URL("../../", import.meta.url));
await run(application, process.argv.slice(2), { process: shell, terminal, packageRoot });
process.exitCode = commandCode ?? exitCodeOfFramework(Number(shell.exitCode ?? 0));

/** The framework's own codes are negative: bad words on the command line (-4, -5), or a failure of its own. */
function exitCodeOfFramework(code: number): number {
  if (code === 0) return ExitCode.pass;
  return code === -4 || code === -5 ? ExitCode.badInput : ExitCode.bug;
}
