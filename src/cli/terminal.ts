import { printable } from "../report/printable.ts";

/** What a command may do to the outside: data and reports to stdout, talk to stderr. */
export interface Terminal {
  /** Writes data, as it is. */
  out(text: string): void;
  /** As `out`; what is answered resolves when a slow reader has caught up. Nothing: he has. */
  outPaced(text: string): Promise<void> | undefined;
  /** Writes a report for people. It and talk may quote a stranger's input, which a terminal must not obey. */
  show(text: string): void;
  /** Writes talk: progress, errors, hints. */
  say(text: string): void;
  /** Shows passing progress in one line of a terminal; nothing when stderr is none. */
  progress(text: string): void;
  /** Ends the progress line. */
  progressDone(): void;
  setExitCode(code: number): void;
}

interface Stream {
  write(text: string): unknown;
  once?(event: "drain", listener: () => void): unknown;
  readonly isTTY?: boolean;
}

export function terminalOf(stdout: Stream, stderr: Stream, setExitCode: (code: number) => void): Terminal {
  const interactive = stderr.isTTY === true;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write("\r\u001b[K");
    shown = false;
  };
  return {
    out: (text) => void stdout.write(text),
    outPaced: (text) =>
      stdout.write(text) === false ? new Promise((resolve) => void stdout.once?.("drain", resolve)) : undefined,
    show: (text) => void stdout.write(printable(text)),
    say: (text) => {
      clear();
      stderr.write(`${printable(text)}\n`);
    },
    progress: (text) => {
      if (!interactive) return;
      stderr.write(`\r\u001b[K${printable(text)}`);
      shown = true;
    },
    progressDone: clear,
    setExitCode,
  };
}
