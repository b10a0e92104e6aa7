import type { WavetankError } from "../kernel/error.ts";
import type { CaptureConfig } from "../traffic/bus/capture-config.ts";
import type { Redactor } from "../traffic/bus/redaction/redactor.ts";
import { formatCount, formatTable } from "../report/table.ts";
import type { CaptureOutput } from "./capture-output.ts";

/** How a capture ended. */
export interface CaptureOutcome {
  /** By Ctrl-C, because its time was over or its file full, or by a failure. */
  readonly ended: "stopped" | "time" | "full" | "failed";
  readonly failure: WavetankError | undefined;
  /** There is a recording. */
  readonly isWritten: boolean;
}

/** What there is to say of a capture when it is over. */
export interface CaptureFacts {
  readonly path: string;
  readonly config: CaptureConfig;
  readonly output: CaptureOutput;
  readonly redactor: Redactor | undefined;
  /** Entries that the recording had before; undefined when it is new. */
  readonly resumed: number | undefined;
  readonly reconnects: number;
  readonly outcome: CaptureOutcome;
}

export function captureDocument({
  path, config, output, redactor, resumed, reconnects, outcome,
}: CaptureFacts): object {
  return {
    schema: "wavetank.capture/1", to: path, url: config.url, ended: outcome.ended, entries: output.entries,
    resumedEntries: resumed ?? 0, bytes: output.bytes,
    streams: Object.fromEntries(output.streams),
    gaps: { count: output.gaps, entries: output.missed },
    adjustedInstants: output.adjusted,
    reconnects,
    redacted: redactor === undefined ? undefined : Object.fromEntries(redactor.counts),
  };
}

export function captureLines({ path, output, redactor, resumed, reconnects, outcome }: CaptureFacts): string {
  const streams = [...output.streams].filter(([, entries]) => entries > 0);
  const more = resumed === undefined ? "" : ` after ${formatCount(resumed)} that were there`;
  return [
    `${path}: ${formatCount(output.entries)} entries of ${streams.length} streams${more}, ${formatCount(output.bytes)} bytes` +
      `${outcome.ended === "full" ? "; --max-bytes was reached" : ""}`,
    ...(streams.length === 0 ? [] : [formatTable(["", "entries"], streams.slice(0, SHOWN), "  ")]),
    ...(streams.length > SHOWN ? [`  … and ${streams.length - SHOWN} more (--json has them)`] : []),
    ...(output.gaps === 0
      ? []
      : [
          `  LOST: ${formatCount(output.missed)} entries in ${output.gaps} gaps were trimmed or deleted before they were read`,
        ]),
    ...(output.adjusted === 0
      ? []
      : [
          `  ${formatCount(output.adjusted)} ids are no times of the server: replayed in their order, at the next time that is one`,
        ]),
    ...(reconnects === 0 ? [] : [`  the connection was lost and regained ${reconnects} times`]),
    `  ${redactionLine(redactor)}`,
    "",
  ].join("\n");
}

const SHOWN = 20;

function redactionLine(redactor: Redactor | undefined): string {
  if (redactor === undefined) return "nothing was redacted: --keep-secrets";
  const counts = [...redactor.counts];
  if (counts.length === 0) return "no field looked like a credential: nothing was redacted";
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return (
    `redacted ${formatCount(total)} values that look like credentials: ` +
    `${counts
      .slice(0, SHOWN)
      .map(([name, count]) => `${name} ×${count}`)
      .join(", ")}${counts.length > SHOWN ? ", …" : ""} (--keep-secrets keeps them)`
  );
}
