import { Buffer } from "node:buffer";
import process from "node:process";
import { parseEntryId } from "../../bus/entry-id.ts";
import { WavetankError } from "../../kernel/error.ts";
import { secretDisguise } from "../../live/disguise.ts";
import { CaptureReader, type CaptureReaderOptions } from "../../redis/live/capture/capture-reader.ts";
import { parseServerAddress } from "../../redis/live/capture/server-address.ts";
import type { StreamStart } from "../../redis/live/capture/stream-tail.ts";
import type { CaptureConfig, StreamChoice } from "../../traffic/bus/capture-config.ts";
import { Redactor } from "../../traffic/bus/redaction/redactor.ts";
import { streamKey, streamName } from "../../traffic/bus/stream-name.ts";
import { CaptureOutput, checkUnused, openEarlier, type Earlier } from "../capture-output.ts";
import { captureDocument, captureLines, type CaptureOutcome } from "../capture-report.ts";
import { guarded } from "../context.ts";
import { ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { tlsFilesFor, type TlsFiles } from "../tls-files.ts";
import { formatJson } from "../../report/json.ts";
import { formatCount } from "../../report/table.ts";

interface CaptureFlags extends TlsFiles {
  readonly to: string;
  readonly stream?: readonly string[];
  readonly pattern?: string;
  readonly from?: string;
  readonly for?: number;
  readonly maxBytes?: number;
  readonly resume: boolean;
  readonly keepSecrets: boolean;
  readonly json: boolean;
}

const TIMEOUT_MS = 10_000;
const PATIENCE_MS = 600_000;
const FLUSH_MS = 1_000;
const PROGRESS_MS = 500;
const LONGEST_NAME = 4_096;

export const capture = guarded<CaptureFlags, [string]>(async function (flags, url) {
  const { terminal } = this;
  const address = parseServerAddress(url, process.env["REDISCLI_AUTH"]);
  const secureContext = tlsFilesFor(address, flags);
  if (!flags.resume) checkUnused(flags.to);
  const earlier = flags.resume ? openEarlier(flags.to) : undefined;
  const config = configOf(flags, address.shown, earlier);
  const place = { choice: keysOf(config.choice), from: startOf(config.from), resumed: resumedOf(earlier) };
  const redactor = config.redacted ? new Redactor(secretDisguise()) : undefined;
  const output = new CaptureOutput({ path: flags.to, config, redactor, earlier, maxBytes: flags.maxBytes });
  const session = new CaptureSession(terminal, output);
  const reader = new CaptureReader({
    address, secureContext, timeoutMs: TIMEOUT_MS, patienceMs: PATIENCE_MS, durationMs: flags.for, ...place,
    ...session.handlers,
  });
  const outcome = await session.run(reader);
  const facts = {
    path: flags.to, config, output, redactor, resumed: earlier?.progress.entries, reconnects: session.reconnects,
    outcome,
  };
  if (outcome.isWritten && flags.json) terminal.out(formatJson(captureDocument(facts)));
  else if (outcome.isWritten) terminal.show(captureLines(facts));
  if (outcome.failure !== undefined) throw outcome.failure;
  if (output.entries + (earlier?.progress.entries ?? 0) === 0) {
    terminal.say("nothing was captured: no entry was added to any of the streams");
    terminal.setExitCode(ExitCode.insufficient);
  }
});

/** One capture as it goes on: what is said meanwhile, when it is flushed, and how it ends. */
class CaptureSession {
  readonly #terminal: Terminal;
  readonly #output: CaptureOutput;
  reconnects = 0;
  #flushedAt = performance.now();
  #shownAt = 0;

  constructor(terminal: Terminal, output: CaptureOutput) {
    this.#terminal = terminal;
    this.#output = output;
  }

  get handlers(): Pick<CaptureReaderOptions, "take" | "settled" | "lost" | "regained"> {
    const output = this.#output;
    return {
      take: (key, item, serverUnixMs) => {
        if (item.kind !== "entry" && item.kind !== "position") {
          const name = streamName(Buffer.from(key, "latin1"));
          this.#terminal.say(
            item.kind === "gap"
              ? `${name}: ${item.entries} entries were trimmed or deleted before they were read, after ${item.after}`
              : `${name}: the stream was ${item.kind} after ${item.after}`,
          );
        }
        return output.take(key, item, serverUnixMs);
      },
      settled: ({ streams, isDrained }) => this.#settled(streams, isDrained),
      lost: (reason, delayMs) => {
        output.flush();
        this.#terminal.say(`the connection was lost (${reason}); trying again in ${delayMs} ms`);
      },
      regained: () => {
        this.reconnects++;
        this.#terminal.say("connected again");
      },
    };
  }

  /** Ends in a whole recording, or in none when there was nothing to put into it but an error. */
  async run(reader: CaptureReader): Promise<CaptureOutcome> {
    const interrupt = (): void => reader.stop();
    process.once("SIGINT", interrupt);
    process.once("SIGTERM", interrupt);
    const output = this.#output;
    try {
      const ended = await reader.run();
      output.finish(Date.now());
      return { ended, failure: undefined, isWritten: true };
    } catch (error) {
      if (!(error instanceof WavetankError) || !isEndable(error)) throw error;
      if (output.isEmpty) {
        output.discard();
        return { ended: "failed", failure: error, isWritten: false };
      }
      output.finish(Date.now());
      return { ended: "failed", failure: error, isWritten: true };
    } finally {
      this.#terminal.progressDone();
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    }
  }

  #settled(streams: number, isDrained: boolean): void {
    const now = performance.now();
    if (now - this.#flushedAt >= FLUSH_MS) {
      this.#output.flush();
      this.#flushedAt = now;
    }
    if (now - this.#shownAt < PROGRESS_MS) return;
    this.#shownAt = now;
    const { entries, bytes } = this.#output;
    this.#terminal.progress(
      `${formatCount(entries)} entries of ${streams} streams, ${formatCount(Math.round(bytes / 1_024))} KiB` +
        `${isDrained ? "" : ", catching up"}  (Ctrl-C ends)`,
    );
  }
}

/** Whether what was captured can be finished all the same: the recording itself has taken no harm. */
const isEndable = ({ code }: WavetankError): boolean => !code.startsWith("E_FILE_");

function configOf(flags: CaptureFlags, url: string, earlier: Earlier | undefined): CaptureConfig {
  if (flags.stream !== undefined && flags.pattern !== undefined) {
    throw new WavetankError("E_USAGE", "--stream and --pattern exclude each other", {
      expected: "streams by their names, or those that match a pattern",
    });
  }
  const choice: StreamChoice =
    flags.stream === undefined ? { pattern: flags.pattern ?? "*" } : { streams: [...new Set(flags.stream)] };
  if (earlier === undefined) return { url, choice, from: flags.from ?? "now", redacted: !flags.keepSecrets };
  const { config } = earlier.progress;
  const isOther =
    (flags.stream !== undefined || flags.pattern !== undefined) &&
    JSON.stringify(choice) !== JSON.stringify(config.choice);
  if (isOther || flags.from !== undefined || (flags.keepSecrets && config.redacted)) {
    throw new WavetankError("E_USAGE", "--resume goes on as the capture was begun", {
      where: flags.to,
      expected: `${JSON.stringify(config.choice)}, ${config.redacted ? "secrets redacted" : "secrets kept"}, and no --from`,
      hint: "leave out --stream, --pattern, --from and --keep-secrets, or capture into another file",
    });
  }
  return config;
}

function keysOf(choice: StreamChoice): CaptureReaderOptions["choice"] {
  if ("pattern" in choice) return choice;
  const long = choice.streams.find((name) => Buffer.byteLength(name) > LONGEST_NAME);
  if (long === undefined) return { streams: choice.streams.map((name) => Buffer.from(name).toString("latin1")) };
  throw new WavetankError("E_USAGE", `the stream's name has ${Buffer.byteLength(long)} bytes`, {
    where: "--stream", expected: `at most ${LONGEST_NAME}`,
  });
}

function startOf(from: string): StreamStart {
  if (from === "start" || from === "now") return { kind: from };
  return { kind: "after", id: before(from) };
}

/** The position from which the entry `id` is the next one. */
function before(text: string): { readonly ms: number | bigint; readonly seq: number | bigint } {
  const match = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(text);
  const [ms, seq] = [BigInt(match?.[1] ?? -1), BigInt(match?.[2] ?? 0)];
  if (match === null || ms > MOST || seq > MOST) {
    throw new WavetankError("E_USAGE", `"${text.slice(0, 48)}" is no place in a stream`, {
      where: "--from", expected: "start, now, or the first id to take",
    });
  }
  if (seq > 0n) return parseEntryId(`${ms}-${seq - 1n}`);
  return ms === 0n ? { ms: 0, seq: 0 } : parseEntryId(`${ms - 1n}-${MOST}`);
}

const MOST = (1n << 64n) - 1n;

function resumedOf(earlier: Earlier | undefined): ReadonlyMap<string, StreamStart> {
  return new Map([...(earlier?.progress.positions ?? [])].map(([name, { after, added }]) =>
    [Buffer.from(streamKey(name)).toString("latin1"), { kind: "resumed", id: parseEntryId(after), added }]));
}
