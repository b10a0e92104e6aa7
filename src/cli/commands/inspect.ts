import { formatInstant } from "../../kernel/time.ts";
import { WavetankError } from "../../kernel/error.ts";
import { formatCapsuleSummary } from "../../report/capsule-text.ts";
import { formatError } from "../../report/error-text.ts";
import { formatJson } from "../../report/json.ts";
import { formatTable } from "../../report/table.ts";
import type { TrafficRecord, TrafficSource } from "../../traffic/record.ts";
import { recordToJson } from "../../traffic/recording/json-line.ts";
import { isCapsuleFile, loadCapsule } from "../capsule-file.ts";
import { guarded } from "../context.ts";
import { ExitCode } from "../exit-code.ts";
import { openInput } from "../input.ts";

interface InspectFlags {
  readonly jsonl: boolean;
  readonly json: boolean;
}

interface SourceSummary {
  venue: string;
  frames: number;
  bytes: number;
  connects: number;
  disconnects: number;
  sends: number;
  restBodies: number;
  connections: Set<string>;
  first: number | undefined;
  last: number | undefined;
}

export const inspect = guarded<InspectFlags, [string]>(async function (flags, file) {
  const { terminal } = this;
  if (isCapsuleFile(file)) {
    const capsule = loadCapsule(file);
    if (flags.jsonl) terminal.out(capsule.run.trace.map((event) => `${JSON.stringify(event)}\n`).join(""));
    else if (flags.json)
      terminal.out(formatJson({ schema: "wavetank.inspect/1", path: file, format: "capsule", ...capsule }));
    else terminal.show(formatCapsuleSummary(capsule, file));
    return;
  }
  const input = openInput([file], this.packageRoot);
  try {
    const source = input.open();
    if (flags.jsonl) terminal.out(`${headerLine(source)}\n`);
    const summaries = source.header.sources.map(({ venue }) => emptySummary(venue));
    const damage = await readAll(source, (record) => {
      if (flags.jsonl) return terminal.outPaced(`${recordToJson(record, source.header)}\n`);
      count(summaries[record.source], record);
      return undefined;
    });
    if (flags.json) terminal.out(formatJson(document(source, input.name, input.sha256, summaries, damage)));
    else if (!flags.jsonl) terminal.show(text(source, input.name, input.sha256, summaries));
    if (damage !== undefined) {
      terminal.say(formatError(damage));
      terminal.setExitCode(ExitCode.badInput);
    }
  } finally {
    input.close();
  }
});

/** The first line of --jsonl. */
function headerLine({ header, format }: TrafficSource): string {
  const { version, epochUnixNs, sources, origin } = header;
  return JSON.stringify({ kind: "header", format, version, epochUnixNs: String(epochUnixNs), origin, sources });
}

/** Reads to the end or to the damage, which it returns, and no faster than `visit` can take it. */
async function readAll(
  source: TrafficSource, visit: (record: TrafficRecord) => Promise<void> | undefined,
): Promise<WavetankError | undefined> {
  try {
    for (let record = source.next(); record !== undefined; record = source.next()) {
      const taken = visit(record);
      if (taken !== undefined) await taken;
    }
    return undefined;
  } catch (error) {
    if (error instanceof WavetankError) return error;
    throw error;
  }
}

const emptySummary = (venue: string): SourceSummary => ({
  venue, frames: 0, bytes: 0, connects: 0, disconnects: 0, sends: 0, restBodies: 0, connections: new Set(),
  first: undefined, last: undefined,
});

function count(summary: SourceSummary | undefined, record: TrafficRecord): void {
  if (summary === undefined) return;
  summary.first ??= record.at;
  summary.last = record.at;
  if (record.kind !== "rest") summary.connections.add(record.connection);
  if ("bytes" in record) summary.bytes += record.bytes.length;
  switch (record.kind) {
    case "frame": summary.frames++; break;
    case "connect": summary.connects++; break;
    case "disconnect": summary.disconnects++; break;
    case "send": summary.sends++; break;
    case "rest": summary.restBodies++; break;
  }
}

function document(source: TrafficSource, path: string, sha256: string, summaries: readonly SourceSummary[],
  damage: WavetankError | undefined): object {
  return {
    schema: "wavetank.inspect/1",
    path, sha256,
    format: source.format,
    complete: source.complete,
    origin: source.header.origin,
    epochUnixNs: String(source.header.epochUnixNs),
    sources: summaries.map((summary) => ({ ...summary, connections: [...summary.connections] })),
    damage: damage === undefined ? undefined : { code: damage.code, message: damage.message, ...damage.detail },
  };
}

function text(source: TrafficSource, path: string, sha256: string, summaries: readonly SourceSummary[]): string {
  const state = { true: "finished", false: "UNFINISHED: its writer never closed it", undefined: "a capture" }[
    String(source.complete) as "true"
  ];
  const rows = summaries.map((summary) => [
    summary.venue, summary.frames, summary.bytes, summary.connects, summary.disconnects, summary.sends,
    summary.restBodies, summary.first === undefined ? "" : formatInstant(summary.first),
    summary.last === undefined ? "" : formatInstant(summary.last),
  ]);
  return [
    `${path}  ${source.format}, ${state}`,
    `  ${source.header.origin}`,
    `  epoch ${source.header.epochUnixNs} ns (Unix), sha256 ${sha256}`,
    formatTable(
      ["", "frames", "bytes", "connects", "disconnects", "sends", "REST bodies", "first", "last"], rows, "  ",
    ),
    "",
  ].join("\n");
}
