import { buildApplication, buildCommand, buildRouteMap, help, version } from "@stricli/core";
import { parseSeed } from "../kernel/seed.ts";
import type { CliContext } from "./context.ts";
import { byteCount, portNumber, positiveInteger, text, timeSpan } from "./flag-parsers.ts";
import { fuzzCommand } from "./fuzz-command.ts";
import { tlsFlags } from "./tls-flags.ts";
import { VERSION } from "./version.ts";

const seed = {
  kind: "parsed",
  parse: (text: string): number => parseSeed(text),
  brief: "Decides every latency and every fault: an integer, 0x hexadecimal, or a word",
  default: "1",
} as const;

interface Word {
  readonly brief: string;
  readonly parse: (input: string) => string;
  readonly placeholder: string;
}

const json = { kind: "boolean", brief: "Print one JSON document instead of a report", default: false } as const;

const inputs = {
  kind: "array",
  parameter: { brief: "A recording or a capture; none is the recording shipped", parse: text, placeholder: "input" },
} as const;
const input = (brief: string) =>
  ({ kind: "tuple", parameters: [{ brief, parse: text, placeholder: "file" }] }) as const;
const to = { kind: "parsed", parse: text, brief: "The recording to write", placeholder: "file" } as const;

const capsuleScenario = {
  kind: "parsed", parse: text, brief: "The scenario's file, if the capsule's own is not where it was",
  placeholder: "file", optional: true,
} as const;

const replay = buildCommand({
  loader: async () => (await import("./commands/replay.ts")).replay,
  parameters: {
    flags: {
      seed,
      json,
      audit: {
        kind: "boolean", brief: "Watch every async resource too: slower, finds what the traps cannot", default: false,
      },
      strict: {
        kind: "boolean", brief: "Of a capsule: end at the first event that differs; this is the default",
        default: false,
      },
      continue: {
        kind: "boolean", brief: "Of a capsule: go on behind a difference, and say whether it still fails",
        default: false,
      },
      scenario: capsuleScenario,
    },
    positional: inputs,
  },
  docs: {
    brief:
      "Play a recording or capture through the bus on a virtual clock, and judge it; or make a capsule's run again",
    fullDescription:
      "Plays raw venue frames through their adapters, the buffered bus, a consumer group on a model of " +
      "Redis Streams, and the data engine; prints what came in, what the bus did, simulated latencies, what each oracle " +
      "compared, and the digest. Exit codes: 0 pass, 1 an oracle failed, 2 bad input, 3 nothing to compare, " +
      "4 nondeterminism, 5 a bug in wavetank.",
  },
});

const verify = buildCommand({
  loader: async () => (await import("./commands/verify.ts")).verify,
  parameters: { flags: { seed, json }, positional: inputs },
  docs: { brief: "Replay, or run a scenario, twice in this process and once in a fresh one; all digests must agree" },
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
      messages: {
        kind: "parsed", parse: positiveInteger, brief: "Frames to write, for profiles that take a number",
        optional: true,
      },
    },
    positional: { kind: "tuple", parameters: [{ brief: "The profile's name", parse: text, placeholder: "profile" }] },
  },
  docs: { brief: "Write generated traffic as a recording: default, quiet, burst, endurance, day" },
});

const capture = buildCommand({
  loader: async () => (await import("./commands/capture.ts")).capture,
  parameters: {
    flags: {
      to, json,
      stream: {
        kind: "parsed", parse: text, brief: "A stream to take; may be given many times", placeholder: "key",
        variadic: true, optional: true,
      },
      pattern: {
        kind: "parsed", parse: text, brief: "Take the streams that match, new ones too; default *", placeholder: "glob",
        optional: true,
      },
      from: {
        kind: "parsed", parse: text, brief: "Where streams begin: start, now (default), or the first id to take",
        placeholder: "place", optional: true,
      },
      for: {
        kind: "parsed", parse: timeSpan, brief: "End after so long, with all that was there by then: 500ms, 10m, 2h",
        placeholder: "time", optional: true,
      },
      maxBytes: {
        kind: "parsed", parse: byteCount, brief: "End before the recording is larger: 500k, 2g", placeholder: "size",
        optional: true,
      },
      ...tlsFlags,
      resume: { kind: "boolean", brief: "Go on with what an earlier capture left, finished or not", default: false },
      keepSecrets: { kind: "boolean", brief: "Keep values that look like credentials", default: false },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "redis://[user[:password]@]host[:port][/db], rediss:// or unix:///path", parse: text,
          placeholder: "url",
        },
      ],
    },
  },
  docs: {
    brief: "Record what the streams of a live Redis carry, without disturbing it, until Ctrl-C",
    fullDescription:
      "Reads streams with XREAD, without a group and without writing anything. The recording can be replayed, " +
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
    positional: input("A recording, a capture or a capsule"),
  },
  docs: { brief: "Show what a recording or a capsule holds and whether it is whole" },
});

const shrink = buildCommand({
  loader: async () => (await import("./commands/shrink.ts")).shrink,
  parameters: {
    flags: {
      to: {
        kind: "parsed", parse: text, brief: "The capsule to write; default <scenario>-<fingerprint>.capsule.json",
        placeholder: "file", optional: true,
      },
      test: { kind: "parsed", parse: text, brief: "Write a test for vitest too", placeholder: "file", optional: true },
      scenario: capsuleScenario,
      runs: { kind: "parsed", parse: positiveInteger, brief: "End after so many runs; default 200", optional: true },
      seed, json,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "A capsule, or a scenario that fails with --seed", parse: text, placeholder: "capsule" }],
    },
  },
  docs: {
    brief: "Find the smallest run that fails in the same way, and write it as a capsule",
    fullDescription:
      "Leaves out faults, messages, time, knobs and single decisions as long as the failure stays the very same; prints what is " +
      "left, its story and the search (docs/shrinking.md). Exit codes: 0 shrunk, 2 a bad capsule, or nothing fails.",
  },
});

const diff = buildCommand({
  loader: async () => (await import("./commands/diff.ts")).diff,
  parameters: {
    flags: { seed, json },
    positional: {
      kind: "tuple",
      parameters: ["first", "second"].map((placeholder) => ({
        brief: "A capsule, a recording or a capture", parse: text, placeholder,
      })) as [Word, Word],
    },
  },
  docs: { brief: "Show the first event at which two runs part; exit code 1 if they do" },
});

const redis = buildCommand({
  loader: async () => (await import("./commands/redis.ts")).redis,
  parameters: {
    flags: {
      port: {
        kind: "parsed", parse: portNumber, brief: "On the loopback interface; 0 is any that is free", default: "6379",
      },
      unixsocket: {
        kind: "parsed", parse: text, brief: "Listen on a Unix socket instead", placeholder: "path", optional: true,
      },
      compat: { kind: "parsed", parse: text, brief: "The server to be like: 7.0, 7.2 or 8.0", default: "7.2" },
      faults: {
        kind: "parsed", parse: text, brief: "What goes wrong: drop=0.01,delay=0.1:5ms..50ms,… (docs/redis.md)",
        placeholder: "spec", optional: true,
      },
      seed, json,
    },
  },
  docs: {
    brief: "Serve the model of a Redis server to any Redis client, until Ctrl-C",
    fullDescription:
      "Serves an empty in-memory model of a Redis server, its connections failing as --faults says, each " +
      "fault decided from the seed. With --json, prints one JSON document once it listens.",
  },
});

const run = buildCommand({
  loader: async () => (await import("./commands/run.ts")).run,
  parameters: {
    flags: {
      seed, json,
      order: {
        kind: "parsed", parse: text, brief: "Who comes first where that is open: fifo, uniform or pct:<depth>",
        placeholder: "order", optional: true,
      },
      splits: {
        kind: "parsed", parse: text,
        brief: "Where other seeds take over: 338@0x2a,…, as a campaign with --branch tells it", placeholder: "splits",
        optional: true,
      },
      audit: {
        kind: "boolean", brief: "Watch every async resource too: slower, finds what the traps cannot", default: false,
      },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "The name of a shipped scenario, or the path of a module with one", parse: text,
          placeholder: "scenario",
        },
      ],
    },
  },
  docs: {
    brief: "Run one scenario from one seed: faults, then healing, every step judged",
    fullDescription:
      "Prints one line for a pass. A failure is printed with what the seed drew, the claim that is broken, the trace " +
      "that led there, and the command that makes it again (docs/scenarios.md). Exit codes: 0 pass, 1 a property or a budget failed, " +
      "2 a bad scenario, 3 something that must happen did not, 4 nondeterminism, 5 a bug in wavetank.",
  },
});

const root = buildRouteMap<string, CliContext>({
  routes: {
    replay, run, fuzz: fuzzCommand, verify, import: importCapture, generate, capture, inspect, shrink, diff, redis,
  },
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
