import { PRIORITIES, priorityName } from "../src/bus/priority.ts";
import { mode, sized } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { judgeLimit } from "./kit/requirement.ts";
import { formatTable } from "./kit/table.ts";
import { openLoop, type Latencies } from "./openloop/run.ts";
import { installed, startRedis } from "./tcp/benchmarked.ts";

// Latency of the bus on a real redis-server under an open load, from the moment a message was to be published to its
// handler: no message waits for the one before, so a stall is paid for by all that fall due in it.

const PER_SECOND = 10_000;
const seconds = sized({ short: 2, full: 20 });
/** Compiled code and connections settle first. */
const WARM_UP_SECONDS = sized({ short: 1, full: 3 });
const CRITICAL_P50_MS = 1;
const CRITICAL_MEAN_MS = 2;

if (!installed("redis-server")) process.stdout.write("\nopenloop: not run, redis-server is not installed\n");
else {
  const server = await startRedis();
  try {
    const latencies = await openLoop(server.port, PER_SECOND, WARM_UP_SECONDS + seconds);
    report(afterWarmUp(latencies));
  } finally {
    await server.stop();
  }
}

function afterWarmUp(latencies: Latencies): readonly Summary[] {
  const share = seconds / (WARM_UP_SECONDS + seconds);
  return PRIORITIES.map((priority) =>
    summary(priorityName(priority), latencies[priority].slice(-Math.floor(latencies[priority].length * share))),
  );
}

interface Summary {
  readonly name: string;
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

function summary(name: string, latencies: readonly number[]): Summary {
  const sorted = Float64Array.from(latencies, (ns) => ns / 1e6).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  const meanMs = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { name, count: sorted.length, meanMs, p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999), maxMs: at(1) };
}

function report(classes: readonly Summary[]): void {
  const rows = classes.map(({ name, count, meanMs, p50Ms, p99Ms, p999Ms, maxMs }) =>
    [name, count.toLocaleString("en-US"), ...[meanMs, p50Ms, p99Ms, p999Ms, maxMs].map((value) => value.toFixed(3))]);
  const header = [
    `open loop, ${PER_SECOND.toLocaleString("en-US")} messages/s (${mode}), ms`, "messages", "mean", "p50", "p99",
    "p99.9", "max",
  ];
  process.stdout.write(`\n${formatTable(header, rows)}\n`);
  const critical = classes.find(({ name }) => name === "CRITICAL");
  if (critical === undefined) throw new Error("no class CRITICAL");
  conclude("openloop", classes, [
    judgeLimit("CRITICAL: half of the messages are handled within", critical.p50Ms, CRITICAL_P50_MS, "ms"),
    judgeLimit("CRITICAL: the mean is at most", critical.meanMs, CRITICAL_MEAN_MS, "ms"),
  ]);
}
