import { spawnSync } from "node:child_process";
import { Redis } from "ioredis";
import type { Consuming } from "./bus/consume.ts";
import type { Publishing } from "./bus/publish.ts";
import { publishedDigest } from "./bus/published.ts";
import { PAYLOAD, STREAM, topicOf } from "./bus/workload.ts";
import { LaneProcess } from "./kit/lane-process.ts";
import { serveLane, type Lane } from "./kit/lane.ts";
import { mode, sized, SLACK } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { formatRatio, type Judgement } from "./kit/requirement.ts";
import { median } from "./kit/statistics.ts";
import { formatTable } from "./kit/table.ts";
import { installed, onCpuNs, startRedis, type BenchmarkedServer } from "./tcp/benchmarked.ts";

// The bus on a real redis-server over the loopback interface, beside what others get out of the same server: messages a
// second of real time, since half of the work is the server's. Every contender has a process and a connection of its
// own.

type Contenders = Readonly<Record<string, () => Promise<Lane>>>;

const SCRIPT = "wavetank, script, 2 producers";
const PACKED = "wavetank, packed";
const PIPELINE = "ioredis, pipeline(1000)";
const AWAITED = "ioredis, awaited";
const C_CLIENT = "redis-benchmark -P 100";
const JOBS = "BullMQ, addBulk(100)";

const publishing = (how: Publishing) => async () => (await import("./bus/publish.ts")).open(how);
const PUBLISH: Contenders = {
  [SCRIPT]: publishing({ layout: "nautilus-rust", mode: "script", producers: 2 }),
  [PACKED]: publishing({ layout: "packed", mode: "pipeline", producers: 1 }),
  "wavetank, script, 1 producer": publishing({ layout: "nautilus-rust", mode: "script", producers: 1 }),
  "wavetank, script, enhanced layout, 1 producer": publishing({ layout: "enhanced", mode: "script", producers: 1 }),
  "wavetank, pipeline": publishing({ layout: "nautilus-rust", mode: "pipeline", producers: 1 }),
  [PIPELINE]: async () => (await import("./bus/rivals.ts")).ioredisPipeline(),
  [AWAITED]: async () => (await import("./bus/rivals.ts")).awaited(),
  "node-redis, execAsPipeline(1000)": async () => (await import("./bus/rivals.ts")).nodeRedis(),
  [JOBS]: async () => (await import("./bus/rivals.ts")).bullmq(),
};

const RUST = "NautilusTrader's layout, 2 consumers";
const ENHANCED = "enhanced layout, 2 consumers";
const UNPACKED = "packed, 100 an entry";

const consuming = (how: Consuming) => async () => (await import("./bus/consume.ts")).open(how);
const CONSUME: Contenders = {
  [RUST]: consuming({ layout: "nautilus-rust", consumers: 2, through: "socket" }),
  [ENHANCED]: consuming({ layout: "enhanced", consumers: 2, through: "socket" }),
  [UNPACKED]: consuming({ layout: "packed", consumers: 1, through: "socket" }),
  "NautilusTrader's layout, 1 consumer": consuming({ layout: "nautilus-rust", consumers: 1, through: "socket" }),
  "enhanced layout, 1 consumer": consuming({ layout: "enhanced", consumers: 1, through: "socket" }),
  "enhanced layout, 1 consumer, read by ioredis": consuming({ layout: "enhanced", consumers: 1, through: "ioredis" }),
};

const messages = sized({ short: 20_000, full: 100_000 });
const rounds = sized({ short: 3, full: 5 });
/** Rounds that are not counted. A consumer's compiled code settles after some hundred thousand messages. */
const warmUp = { publish: 1, consume: sized({ short: 1, full: 4 }) };
/** Messages of the slow ones, a fraction of the others'. */
const FRACTION: Readonly<Record<string, number>> = { [AWAITED]: 0.1, [JOBS]: 1 };
/** Messages of every round that are compared with what the others published: as many as the slowest publishes. */
const compared = messages * 0.1;
/** These publish other things of the same size. */
const INCOMPARABLE: ReadonlySet<string> = new Set([JOBS, C_CLIENT]);

/**
 * What redis-benchmark appended a second where the required rates were set: a machine that gives it less gives
 * everybody less.
 */
const C_CLIENT_THERE = 600_000;

interface Sample {
  readonly rate: number;
  readonly ownNs: number;
  readonly serverNs: number;
  /** Of what was published; undefined where that cannot be compared. */
  readonly workload?: string;
}

const lane = process.argv[process.argv.indexOf("--lane") + 1];
if (process.argv.includes("--lane")) serveLane(() => ({ ...PUBLISH, ...CONSUME })[lane ?? ""]?.() as Promise<Lane>);
else if (!installed("redis-server") || !installed("redis-benchmark")) {
  process.stdout.write("\nbus: not run, redis-server or redis-benchmark is not installed\n");
} else {
  const server = await startRedis();
  process.env["WAVETANK_BENCH_REDIS_PORT"] = String(server.port);
  try {
    const published = await compare(server, PUBLISH, true);
    const consumed = await compare(server, CONSUME, false);
    conclude("bus", { published, consumed }, [...judgePublishing(published), ...judgeConsuming(consumed, published)]);
  } finally {
    await server.stop();
  }
}

type Samples = Readonly<Record<string, readonly Sample[]>>;

async function compare(server: BenchmarkedServer, contenders: Contenders, withC: boolean): Promise<Samples> {
  const redis = new Redis(server.port, "127.0.0.1");
  const lanes: (readonly [string, LaneProcess])[] = [];
  const samples: Record<string, Sample[]> = {};
  const take = async (name: string, sample: () => Promise<Sample>, round: number): Promise<void> => {
    await redis.flushall();
    const taken = await sample();
    const workload = withC && !INCOMPARABLE.has(name) ? await publishedDigest(redis, compared) : undefined;
    if (round >= 0) (samples[name] ??= []).push({ ...taken, ...(workload === undefined ? {} : { workload }) });
  };
  try {
    for (const name of Object.keys(contenders))
      lanes.push([
        name, await LaneProcess.start(process.argv[1] ?? "", { contender: name, heat: "bus", nodeOptions: [] }),
      ]);
    for (let round = -(withC ? warmUp.publish : warmUp.consume); round < rounds; round++) {
      for (const [name, process] of lanes)
        await take(name, () => sampleOf(server, process, messages * (FRACTION[name] ?? 1), withC), round);
      if (withC) await take(C_CLIENT, async () => sampleOfC(server), round);
    }
  } finally {
    await Promise.all(lanes.map(([, process]) => process.close()));
    redis.disconnect();
  }
  print(withC ? "publish" : "consume and acknowledge", samples, withC);
  return samples;
}

/** Where a round begins with filling the stream, the server's time says nothing about the rest. */
async function sampleOf(
  { pid }: BenchmarkedServer, process: LaneProcess, operations: number, isWhole: boolean,
): Promise<Sample> {
  const before = onCpuNs(pid);
  const { work, spent } = await process.round(operations);
  return {
    rate: work.operations / (spent.wall / 1e9),
    ownNs: spent.process / work.operations,
    serverNs: isWhole ? (onCpuNs(pid) - before) / work.operations : Number.NaN,
  };
}

function sampleOfC({ port, pid }: BenchmarkedServer): Sample {
  const before = onCpuNs(pid);
  const payload = "x".repeat(PAYLOAD.length);
  const { status, stdout, stderr } = spawnSync("redis-benchmark", [
    "-p", String(port), "-c", "1", "-P", "100", "-n", String(messages), "--csv",
    "XADD", STREAM, "*", "topic", topicOf(0), "type", "TradeTick", "payload", payload, "encoding", "msgpack",
  ], { encoding: "utf8" });
  const rate = Number(stdout.split("\n")[1]?.split('","')[1]);
  if (status !== 0 || !(rate > 0)) throw new Error(`redis-benchmark: ${stderr}${stdout}`);
  return { rate, ownNs: Number.NaN, serverNs: (onCpuNs(pid) - before) / messages };
}

function workloadsOf(taken: readonly Sample[]): readonly string[] {
  return [...new Set(taken.flatMap(({ workload }) => workload ?? []))];
}

function print(title: string, samples: Samples, isPublishing: boolean): void {
  const figure = (ns: readonly number[]): string => (Number.isNaN(ns[0]) ? "-" : (median(ns) / 1_000).toFixed(2));
  const rows = Object.entries(samples).map(([name, taken]) => [
    name, Math.round(median(taken.map(({ rate }) => rate))).toLocaleString("en-US"),
    Math.round(Math.max(...taken.map(({ rate }) => rate))).toLocaleString("en-US"),
    figure(taken.map(({ ownNs }) => ownNs)), figure(taken.map(({ serverNs }) => serverNs)),
    ...(isPublishing ? [workloadsOf(taken).join(" ") || "-"] : []),
  ]);
  const header = [
    `bus, ${title}, 128 bytes (${mode})`, "messages /s", "best", "client CPU us", "server CPU us",
    ...(isPublishing ? ["workload"] : []),
  ];
  process.stdout.write(`\n${formatTable(header, rows)}\n`);
}

/** The median over rounds of two contenders' neighbouring rates. */
function judge(samples: Samples, subject: string, rival: string, atLeast: number): Judgement {
  const ratio = median(
    (samples[subject] ?? []).map(({ rate }, round) => rate / (samples[rival]?.[round]?.rate ?? Number.NaN)),
  );
  return {
    requirement: `publish: ${subject} is at least ${formatRatio(atLeast)} as fast as ${rival}`,
    measured: formatRatio(ratio), met: ratio >= atLeast, failed: !(ratio >= atLeast / SLACK),
  };
}

function judgePublishing(samples: Samples): readonly Judgement[] {
  return [
    judgeWorkload(samples),
    judge(samples, SCRIPT, PIPELINE, 3), judge(samples, SCRIPT, C_CLIENT, 0.5), judge(samples, PACKED, C_CLIENT, 1.5),
    judge(samples, PACKED, AWAITED, 10),
  ];
}

/** Rates of those who did not publish the same say nothing about each other. */
function judgeWorkload(samples: Samples): Judgement {
  const workloads = workloadsOf(Object.values(samples).flat());
  const met = workloads.length === 1;
  return {
    requirement: `publish: the first ${compared.toLocaleString("en-US")} messages of every round have the same topics, types and payloads`,
    measured: workloads.join(" "), met, failed: !met,
  };
}

/** By the best round: others are slower because of what else the machine does. */
function judgeConsuming(samples: Samples, published: Samples): readonly Judgement[] {
  const best = (taken: Samples, name: string): number => Math.max(...(taken[name] ?? []).map(({ rate }) => rate));
  const machine = published[C_CLIENT] === undefined ? 1 : Math.min(1, best(published, C_CLIENT) / C_CLIENT_THERE);
  const judged = (name: string, atLeast: number): Judgement => {
    const rate = best(samples, name);
    const least = Math.round(atLeast * machine);
    return {
      requirement:
        `consume: ${name} does at least ${atLeast.toLocaleString("en-US")} a second` +
        (machine < 1
          ? `; here, where ${C_CLIENT} does ${machine.toFixed(2)} of ${C_CLIENT_THERE.toLocaleString("en-US")}, ${least.toLocaleString("en-US")}`
          : ""),
      measured: Math.round(rate).toLocaleString("en-US"), met: rate >= least,
      failed: !(rate >= least / (SLACK * SLACK)),
    };
  };
  return [judged(RUST, 300_000), judged(ENHANCED, 300_000), judged(UNPACKED, 1_200_000)];
}
