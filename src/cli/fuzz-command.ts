import { buildCommand } from "@stricli/core";
import type { Shard } from "../harness/campaign/campaign-plan.ts";
import { parseSeed } from "../kernel/seed.ts";
import { text, threadCount, timeSpan } from "./flag-parsers.ts";
import { tlsFlags } from "./tls-flags.ts";

const MOST_SHARDS = 1_000_000;

/** `wavetank fuzz SCENARIO…|all`. */
export const fuzzCommand = buildCommand({
  loader: async () => (await import("./commands/fuzz.ts")).fuzz,
  parameters: {
    flags: {
      seeds: {
        kind: "parsed", parse: seedRange, brief: "The seeds to try, both ends included; default 0..999",
        placeholder: "from..to", optional: true,
      },
      for: {
        kind: "parsed", parse: timeSpan, brief: "End after so long: 30s, 5m, 8h", placeholder: "time", optional: true,
      },
      workers: {
        kind: "parsed", parse: threadCount, brief: "Threads; default one a core", placeholder: "count", optional: true,
      },
      untilFailure: { kind: "boolean", brief: "End at the first failure", default: false },
      log: {
        kind: "parsed", parse: text, brief: "Keep results in this file, and go on with what is in it",
        placeholder: "file", optional: true,
      },
      out: {
        kind: "parsed", parse: text, brief: "Where the capsules of failures go", placeholder: "folder",
        default: "wavetank-failures",
      },
      corpus: {
        kind: "parsed", parse: text,
        brief: "Try the seeds in this file first, and keep in it what is worth trying again", placeholder: "file",
        optional: true,
      },
      shard: {
        kind: "parsed", parse: shardOf, brief: "Only this part of the work: 1/4 to 4/4", placeholder: "i/n",
        optional: true,
      },
      queue: {
        kind: "parsed", parse: text, brief: "Have it done by workers through a BullMQ queue on this Redis",
        placeholder: "url", optional: true,
      },
      ...tlsFlags,
      work: { kind: "boolean", brief: "Be such a worker for --queue, until Ctrl-C", default: false },
      order: {
        kind: "parsed", parse: text, brief: "Who comes first where that is open: fifo, uniform or pct:<depth>",
        placeholder: "order", optional: true,
      },
      branch: {
        kind: "boolean", brief: "Where a run is the first to see something rare, try other seeds from there on",
        default: false,
      },
      json: { kind: "boolean", brief: "Print one JSON document instead of a report", default: false },
    },
    aliases: { j: "workers" },
    positional: {
      kind: "array",
      parameter: {
        brief: "The name of a shipped scenario, the path of a module with one, or all", parse: text,
        placeholder: "scenario",
      },
    },
  },
  docs: {
    brief: "Try many seeds of scenarios, and shrink each kind of failure to a capsule",
    fullDescription:
      "Runs every seed of a range, or as many as there is time for, on worker threads or on workers elsewhere; the findings do not " +
      "depend on how many there are. Each kind of failure is confirmed in a fresh process, made as small as it gets, and kept as a capsule " +
      "(docs/campaigns.md). Exit codes: 0 pass, 1 a failure was found, 2 bad usage or a bad scenario, 3 something that must happen " +
      "sometimes never did, 4 nondeterminism, 5 a bug in wavetank.",
  },
});

function seedRange(input: string): readonly [from: number, to: number] {
  const [first, last, ...rest] = input.split("..");
  if (first === undefined || last === undefined || rest.length > 0)
    throw new Error(`"${input}" is no range of seeds: expected two with dots between, such as 0..999`);
  return [parseSeed(first), parseSeed(last) + 1];
}

function shardOf(input: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(input);
  const [part, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || part < 1 || part > of || of > MOST_SHARDS)
    throw new Error(`"${input}" is no shard: expected 1/n to n/n, n at most ${MOST_SHARDS}`);
  return { part, of };
}
