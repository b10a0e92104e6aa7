import { buildApplication, buildCommand, buildRouteMap, help, version } from "@stricli/core";
import { parseSeed } from "../kernel/seed.ts";
import type { CliContext } from "./context.ts";
import { VERSION } from "./version.ts";

const seed = {
  kind: "parsed",
  parse: (text: string): number => parseSeed(text),
  brief: "Decides every latency and every fault: an integer, 0x hexadecimal, or a word",
  default: "1",
} as const;

const json = { kind: "boolean", brief: "Print one JSON document instead of a report", default: false } as const;

const text = (input: string): string => input;
const inputs = { kind: "array", parameter: { brief: "A recording or a capture; none is the recording shipped", parse: text, placeholder: "input" } } as const;
const input = (brief: string) => ({ kind: "tuple", parameters: [{ brief, parse: text, placeholder: "file" }] }) as const;
const to = { kind: "parsed", parse: text, brief: "The recording to write", placeholder: "file" } as const;

const replay = buildCommand({
  loader: async () => (await import("./commands/replay.ts")).replay,
  parameters: {
    flags: {
      seed,
      json,
      audit: { kind: "boolean", brief: "Watch every async resource too: slower, finds what the traps cannot", default: false },
    },
    positional: inputs,
  },
  docs: {
    brief: "Play a recording or capture through the bus on a virtual clock, and judge it",
    fullDescription: "Plays raw venue frames through their adapters, the buffered bus, a consumer group on a model of " +
      "Redis Streams, and the data engine; prints what came in, what the bus did, simulated latencies, what each oracle " +
      "compared, and the digest. Exit codes: 0 pass, 1 an oracle failed, 2 bad input, 3 nothing to compare, " +
      "4 nondeterminism, 5 a bug in wavetank.",
  },
});

const verify = buildCommand({
  loader: async () => (await import("./commands/verify.ts")).verify,
  parameters: { flags: { seed, json }, positional: inputs },
  docs: { brief: "Replay twice in this process and once in a fresh one; all digests must agree" },
});

const importCapture = buildCommand({
  loader: async () => (await import("./commands/import.ts")).importCapture,
  parameters: { flags: { to, json }, positional: inputs },
  docs: { brief: "Turn a foreign capture into a recording" },
});

const generate = buildCommand({
  loader: async () => (await import("./commands/generate.ts")).generate,
  parameters: {
    flags: {
      to, seed, json,
      messages: { kind: "parsed", parse: positiveInteger, brief: "Frames to write, for profiles that take a number", optional: true },
    },
    positional: { kind: "tuple", parameters: [{ brief: "The profile's name", parse: text, placeholder: "profile" }] },
  },
  docs: { brief: "Write generated traffic as a recording: default, quiet, burst, endurance" },
});

const capture = buildCommand({
  loader: async () => (await import("./commands/capture.ts")).capture,
  parameters: {
    flags: {
      to, json,
      stream: { kind: "parsed", parse: text, brief: "A stream to take; may be given many times", placeholder: "key", variadic: true, optional: true },
      pattern: { kind: "parsed", parse: text, brief: "Take the streams that match, new ones too; default *", placeholder: "glob", optional: true },
      from: { kind: "parsed", parse: text, brief: "Where streams begin: start, now (default), or the first id to take", placeholder: "place", optional: true },
      for: { kind: "parsed", parse: timeSpan, brief: "End after so long, with all that was there by then: 500ms, 10m, 2h", placeholder: "time", optional: true },
      maxBytes: { kind: "parsed", parse: byteCount, brief: "End before the recording is larger: 500k, 2g", placeholder: "size", optional: true },
      resume: { kind: "boolean", brief: "Go on with what an earlier capture left, finished or not", default: false },
      keepSecrets: { kind: "boolean", brief: "Keep values that look like credentials", default: false },
    },
    positional: { kind: "tuple", parameters: [{ brief: "redis://[user[:password]@]host[:port][/db], rediss:// or unix:///path", parse: text, placeholder: "url" }] },
  },
  docs: {
    brief: "Record what the streams of a live Redis carry, without disturbing it, until Ctrl-C",
    fullDescription: "Reads streams with XREAD, without a group and without writing anything. The recording can be replayed, " +
      "and gone on with by --resume. A password may stand in REDISCLI_AUTH instead of the address. Exit codes: 0 captured, " +
      "2 a bad address, server or file, 3 nothing was captured.",
  },
});

const inspect = buildCommand({
  loader: async () => (await import("./commands/inspect.ts")).inspect,
  parameters: {
    flags: {
      jsonl: { kind: "boolean", brief: "Print every record as a line of JSON", default: false },
      json,
    },
    positional: input("A recording or a capture"),
  },
  docs: { brief: "Show what a recording holds and whether it is whole" },
});

const redis = buildCommand({
  loader: async () => (await import("./commands/redis.ts")).redis,
  parameters: {
    flags: {
      port: { kind: "parsed", parse: portNumber, brief: "On the loopback interface; 0 is any that is free", default: "6379" },
      unixsocket: { kind: "parsed", parse: text, brief: "Listen on a Unix socket instead", placeholder: "path", optional: true },
      compat: { kind: "parsed", parse: text, brief: "The server to be like: 7.0, 7.2 or 8.0", default: "7.2" },
      faults: { kind: "parsed", parse: text, brief: "What goes wrong: drop=0.01,delay=0.1:5ms..50ms,… (docs/redis.md)", placeholder: "spec", optional: true },
      seed, json,
    },
  },
  docs: {
    brief: "Serve the model of a Redis server to any Redis client, until Ctrl-C",
    fullDescription: "Serves an empty in-memory model of a Redis server, its connections failing as --faults says, each " +
      "fault decided from the seed. With --json, prints one JSON document once it listens.",
  },
});

const root = buildRouteMap<string, CliContext>({
  routes: { replay, verify, import: importCapture, generate, capture, inspect, redis },
  docs: { brief: "A wave tank for trading message buses: the same traffic, the same run, to the last byte" },
});

export const application = buildApplication(root, {
  name: "wavetank",
  scanner: { caseStyle: "allow-kebab-for-camel" },
}, {
  help: help({
    brief: "Print this and end",
    formatting: { caseStyle: "convert-camel-to-kebab", useAliasInUsageLine: false, onlyRequiredInUsageLine: true },
  }),
  version: version({ brief: "Print the version and end", info: { currentVersion: VERSION } }),
});

function positiveInteger(input: string): number {
  const value = Number(input.replaceAll("_", ""));
  if (!Number.isInteger(value) || value < 1) throw new Error(`"${input}" is not a positive integer`);
  return value;
}

function timeSpan(input: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(input);
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? "ms"] ?? 1;
  if (match === null) throw new Error(`"${input}" is no time: expected a number with ms, s, m, h or d, such as 10m`);
  return Number(match[1]) * unit;
}

function byteCount(input: string): number {
  const match = /^(\d+)([kmg]?)b?$/i.exec(input.replaceAll("_", ""));
  const unit = { "": 1, k: 1_024, m: 1_024 ** 2, g: 1_024 ** 3 }[match?.[2]?.toLowerCase() ?? ""] ?? 1;
  if (match === null) throw new Error(`"${input}" is no size: expected bytes, or a number with k, m or g`);
  return Number(match[1]) * unit;
}

function portNumber(input: string): number {
  const value = Number(input);
  if (!/^\d+$/.test(input) || value > 65_535) throw new Error(`"${input}" is not a port: expected 0 to 65535`);
  return value;
}
