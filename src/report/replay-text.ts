import { HOPS, type LatencySummary } from "../harness/latency.ts";
import { CLASS_NAMES, type InputDamage, type RunReport, type VenueReport } from "../harness/run-report.ts";
import { formatSeed } from "../kernel/seed.ts";
import { formatDuration, formatInstant } from "../kernel/time.ts";
import { printable } from "./printable.ts";
import { formatCount, formatTable } from "./table.ts";

/** Gaps and rejected frames shown; the JSON has more. */
const SHOWN = 8;

/**
 * A replay for people: verdict and digest first, then what came in, what the bus did, how long it took, what the
 * oracles compared, and last the command that makes the run again.
 */
export function formatReplay(report: RunReport, reproduce: string): string {
  const sections = [
    heading(report),
    venues(report),
    continuity(report),
    topics(report),
    bus(report),
    latency(report),
    books(report),
    oracles(report),
    damage(report),
    closing(report, reproduce),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** Said of a recording that ends well, but without the mark of its end. */
export const UNFINISHED = "was never finished by its writer: records may be missing at its end";

function heading({ verdict, digest, seed, input, virtual, wall }: RunReport): string {
  const speed = wall.seconds > 0 ? `${formatCount(Math.round(virtual.seconds / wall.seconds))} times real time` : "";
  return [
    `${verdict.toUpperCase()}  ${input.path}  seed ${formatSeed(seed)}  digest ${digest}`,
    `  ${input.format}: ${input.origin}`,
    ...(input.complete === false ? [`  ${UNFINISHED}`] : []),
    `  ${virtual.seconds.toFixed(3)} s of virtual time in ${wall.seconds.toFixed(2)} s: ${speed}, ` +
      `${formatCount(wall.framesPerSecond)} frames a second, ${Math.round(wall.peakRssBytes / 1_048_576)} MiB`,
  ].join("\n");
}

function venues(report: RunReport): string {
  const rows = Object.entries(report.venues).map(([name, venue]) => [
    name, venue.frames, venue.events, venue.trades, venue.quotes, venue.snapshots, venue.deltas, venue.ignored,
    venue.gaps, venue.resyncs, venue.unknown, venue.malformed, venue.disconnects, checks(venue.checks.sequence),
    checks(venue.checks.checksum),
  ]);
  return `venues\n${formatTable(["", "frames", "events", "trades", "quotes", "snapshots", "deltas", "ignored", "gaps",
    "resyncs", "unknown", "malformed", "disconnects", "sequence ok", "checksum ok"], rows, "  ")}`;
}

const checks = ({ compared, broken }: { compared: number; broken: number }): string =>
  compared === 0 ? "" : `${formatCount(compared - broken)} of ${formatCount(compared)}`;

function continuity(report: RunReport): string {
  const lines = Object.entries(report.venues).flatMap(([name, venue]) => venueIncidents(name, venue));
  if (lines.length === 0) return "continuity\n  no gap, no disconnect, no silence, no rejected frame";
  const more = lines.length > SHOWN ? [`  … and ${lines.length - SHOWN} more (--json has them)`] : [];
  return ["continuity", ...lines.slice(0, SHOWN), ...more].join("\n");
}

function venueIncidents(name: string, venue: VenueReport): string[] {
  const gaps = venue.gapList.map((gap) => {
    const numbers =
      gap.reason === "sequence" || gap.reason === "checksum" ? ` (expected ${gap.expected}, got ${gap.got})` : "";
    const healed =
      gap.healedAt === undefined ? "not healed by the end" : `healed after ${formatDuration(gap.healedAt - gap.at)}`;
    return `  ${formatInstant(gap.at)}  ${gap.instrument}  gap: ${gap.reason}${numbers}, ${healed}`;
  });
  const rejected = venue.rejected.map(
    (frame) =>
      `  ${formatInstant(frame.at)}  ${name}  ${frame.verdict} frame: ${oneLine(frame.problem, 100)}  ${oneLine(frame.excerpt, 60)}`,
  );
  const silences = venue.silenceList.map(
    ({ at, connection, lasted }) =>
      `  ${formatInstant(at)}  ${name}  ${oneLine(connection, 40)} said nothing for ${formatDuration(lasted)}, not even a heartbeat`,
  );
  return [...gaps, ...silences, ...rejected];
}

function topics({ capture }: RunReport): string {
  if (capture === undefined) return "";
  const all = Object.entries(capture.topics);
  const rows = all.slice(0, TOPICS_SHOWN).map(([topic, { published, accepted, applied, counted }]) =>
    [oneLine(topic, 80), published, accepted, applied, counted]);
  const lost =
    capture.breakCount === 0
      ? []
      : [
          `  the capture could not see all: ${capture.breakCount} breaks, ${formatCount(capture.missed)} entries trimmed or deleted before they were read`,
          ...capture.breaks
            .slice(0, SHOWN)
            .map(
              ({ at, stream, kind, after, entries }) =>
                `  ${formatInstant(at)}  ${oneLine(stream, 60)}  ${kind} after ${after}${entries === undefined ? "" : `: ${formatCount(entries)} entries`}`,
            ),
        ];
  return [
    "topics of the captured bus",
    formatTable(["", "published", "accepted", "to the engine", "to the counter"], rows, "  "),
    ...(all.length > TOPICS_SHOWN ? [`  … and ${all.length - TOPICS_SHOWN} more (--json has them)`] : []),
    ...lost,
  ].join("\n");
}

const TOPICS_SHOWN = 20;

function bus({ messages, buffers, counters, lostRanges, deadLetters }: RunReport): string {
  const rows = CLASS_NAMES.map((name) => {
    const buffer = buffers[name];
    return [name, messages.acceptedByPriority[name], messages.deliveredByPriority[name], buffer.peak, buffer.capacity];
  });
  const count = (name: string): string => formatCount(counters[name] ?? 0);
  return [
    "bus",
    formatTable(["", "accepted", "delivered", "deepest", "capacity"], rows, "  "),
    `  ${count("bus.batches")} batches (largest ${count("bus.batch.largest")}): ${count("bus.flush.interval")} by interval, ` +
      `${count("bus.flush.highWater")} at high water, ${count("bus.flush.nearlyFull")} nearly full, ${count("bus.flush.close")} at the end; ` +
      `${count("bus.retries")} retries, ${count("bus.stalls")} stalls of the feed`,
    `  ${formatCount(messages.duplicates)} duplicates, ${formatCount(messages.dropped)} dropped, ${formatCount(messages.refused)} refused, ` +
      `${formatCount(messages.deadLettered)} dead-lettered, ${formatCount(messages.trimmed)} trimmed, ${formatCount(messages.inFlight)} in flight at the end`,
    `  ${count("redis.commands")} Redis commands in ${count("redis.roundTrips")} round trips; ${count("group.reads")} reads, ` +
      `${count("group.acknowledged")} acknowledged, ${count("group.claimed")} claimed; ${count("stream.length")} entries left in the stream`,
    ...deadLetters
      .slice(0, SHOWN)
      .map((dead) => `  dead letter ${dead.entryId} ${oneLine(dead.topic ?? "", 80)}: ${oneLine(dead.reason, 100)}`),
    ...lostRanges.map((range) => `  LOST to trimming: group ${range.group} never saw ${range.from} … ${range.to}`),
  ].join("\n");
}

function latency({ latency: series }: RunReport): string {
  const rows = CLASS_NAMES.flatMap((name) => HOPS.flatMap((hop) => {
    const summary = series[`${name}.${hop}`];
    return summary === undefined ? [] : [[`${name} ${hop}`, ...quantiles(summary)]];
  }));
  const wires = Object.entries(series).filter(([name]) => name.startsWith("wire."));
  const negative = wires
    .filter(([, summary]) => summary.p50 < 0)
    .map(
      ([name, summary]) =>
        `  NEGATIVE: ${name.slice(5)} stamps its events ${formatDuration(-summary.p50)} (median) after they were received here; ` +
        "the two clocks disagree, so this is skew and not latency",
    );
  return [
    "latency, simulated (decode: receipt → accepted; buffer → sent; store → applied; deliver → handler; handle → done)",
    formatTable(["", "count", "min", "p50", "p99", "p99.9", "max"], [
      ...rows,
      ...wires.map(([name, summary]) => [`${name.slice(5)} venue clock → receipt`, ...quantiles(summary)]),
    ], "  "),
    ...negative,
  ].join("\n");
}

const quantiles = (summary: LatencySummary): (string | number)[] => [
  summary.count, formatDuration(summary.min), formatDuration(summary.p50), formatDuration(summary.p99),
  formatDuration(summary.p999), formatDuration(summary.max),
];

function books({ books: held }: RunReport): string {
  if (held.length === 0) return "";
  const rows = held.slice(0, 12).map((book) =>
    [book.instrument, book.status, book.bids, book.asks, book.bestBid, book.bestAsk, book.lastTrade]);
  const more = held.length > 12 ? [`  … and ${held.length - 12} more`] : [];
  return ["books behind the bus, at the end",
    formatTable(["", "status", "bids", "asks", "best bid", "best ask", "last trade"], rows, "  "), ...more].join("\n");
}

function oracles({ oracles: judged, determinism }: RunReport): string {
  const rows = judged.map((oracle) => [oracle.name, oracle.verdict.toUpperCase(), oracle.compared, oracle.reason]);
  const leaks = determinism.leaks.map((leak) => `  LEAK ${leak.route} ×${leak.times}\n${leak.stack}`);
  return ["oracles", formatTable(["", "verdict", "compared", "  claim"], rows, "  "), ...leaks].join("\n");
}

function damage({ input }: RunReport): string {
  if (input.damage === undefined) return "";
  return [
    `THE INPUT BROKE OFF after ${formatCount(input.frames)} frames: what came before it is judged above`,
    formatDamage(input.damage),
  ].join("\n");
}

/** What is wrong with an input, where, and what to do. */
export function formatDamage({ code, message, where, expected, hint }: InputDamage): string {
  return [
    `  ${code}: ${message}`,
    ...(where === undefined ? [] : [`  where     ${where}`]),
    ...(expected === undefined ? [] : [`  expected  ${expected}`]),
    ...(hint === undefined ? [] : [`  do        ${hint}`]),
  ].join("\n");
}

function closing({ determinism }: RunReport, reproduce: string): string {
  return `reproduce  ${reproduce}\n           (drain ${determinism.drain}, guard ${determinism.guard}; the digest must be the same anywhere)`;
}

const oneLine = (text: string, limit: number): string => {
  const line = printable(text.length > limit ? `${text.slice(0, limit)}…` : text);
  return line.replaceAll("\n", "?");
};
