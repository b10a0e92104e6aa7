import { existsSync } from "node:fs";
import path from "node:path";
import { mode, sized, SLACK } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { formatRatio, type Judgement } from "./kit/requirement.ts";
import { median } from "./kit/statistics.ts";
import { formatTable } from "./kit/table.ts";
import {
  installed, onCpuNs, requestsPerSecond, startModel, startRedis, type BenchmarkedServer,
} from "./tcp/benchmarked.ts";

// `wavetank redis` and a real redis-server, each under redis-benchmark -P 16, in turn.

const AT_LEAST = 0.5;
const COMMANDS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["SET", ["-t", "set"]],
  ["GET", ["-t", "get"]],
  ["XADD", ["XADD", "s", "MAXLEN", "~", "100000", "*", "field", "__rand_int__"]],
];
const requests = sized({ short: 50_000, full: 400_000 });
const rounds = sized({ short: 3, full: 7 });

interface Sample {
  readonly rate: number;
  readonly cpuNs: number;
}

const cli = path.resolve(process.env["WAVETANK_ROOT"] ?? ".", "dist/cli/main.js");
if (!existsSync(cli)) throw new Error(`${cli} is missing: run "npm run build" in the repository first`);

if (!installed("redis-server") || !installed("redis-benchmark")) {
  process.stdout.write("\ntcp: not run, redis-server or redis-benchmark is not installed\n");
} else {
  const servers = [await startModel(cli), await startRedis()] as const;
  try {
    compare(...servers);
  } finally {
    for (const server of servers) await server.stop();
  }
}

function compare(model: BenchmarkedServer, real: BenchmarkedServer): void {
  const rows: string[][] = [];
  const judgements: Judgement[] = [];
  const measured: Record<string, unknown> = {};
  for (const [name, command] of COMMANDS) {
    for (const server of [model, real]) sample(server, command);
    const pairs = Array.from({ length: rounds }, () => [sample(model, command), sample(real, command)] as const);
    // Both servers do all their work in one thread, so its time decides the rate; other processes do not lengthen it.
    const ratio = median(pairs.map(([ours, theirs]) => theirs.cpuNs / ours.cpuNs));
    const wall = median(pairs.map(([ours, theirs]) => ours.rate / theirs.rate));
    const [ours, theirs] = [0, 1].map((side) => figures(pairs.map((pair) => pair[side] as Sample))) as [
      string[], string[],
    ];
    rows.push([name, ...ours, ...theirs, formatRatio(ratio), formatRatio(wall)]);
    judgements.push({
      requirement: `${name}: wavetank redis is at least ${AT_LEAST} as fast as redis-server, by CPU a request`,
      measured: formatRatio(ratio), met: ratio >= AT_LEAST, failed: ratio < AT_LEAST / SLACK,
    });
    measured[name] = { ratio, pairs };
  }
  const header = [
    `tcp, redis-benchmark -P 16 (${mode})`, "wavetank redis /s", "CPU us", "redis-server /s", "CPU us", "by CPU",
    "by rate",
  ];
  process.stdout.write(`\n${formatTable(header, rows)}\n`);
  conclude("tcp", measured, judgements);
}

function sample({ port, pid }: BenchmarkedServer, command: readonly string[]): Sample {
  const before = onCpuNs(pid);
  const rate = requestsPerSecond(port, requests, command);
  return { rate, cpuNs: (onCpuNs(pid) - before) / requests };
}

function figures(samples: readonly Sample[]): string[] {
  return [
    Math.round(median(samples.map(({ rate }) => rate))).toLocaleString("en-US"),
    (median(samples.map(({ cpuNs }) => cpuNs)) / 1_000).toFixed(2),
  ];
}
