import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../../src/bus/config/config.ts";
import { runReplay, type ReplayOptions } from "../../src/harness/replay.ts";
import type { RunReport } from "../../src/harness/run-report.ts";
import { WavetankError } from "../../src/kernel/error.ts";
import { ms } from "../../src/kernel/time.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";
import type { TrafficRecord, TrafficSource } from "../../src/traffic/record.ts";
import { capturesPresent, generated, openCaptureFile, sourceOf, withCaptures } from "../support/traffic.ts";

const host = liveHost();
const replay = (source: TrafficSource, options: Partial<ReplayOptions> = {}) =>
  runReplay(source, host, { seed: 1, path: "test", ...options });

describe("determinism", () => {
  test("the same traffic, seed and options give the same digest; another seed gives another", async () => {
    const digests: string[] = [];
    for (const seed of [1, 1, 2]) digests.push((await replay(generated("default", 3_000), { seed })).report.digest);
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  test("every drain gives the same digest, and so does draining after every event", async () => {
    const plain = (await replay(generated("default", 2_000))).report;
    for (const drain of liveDrains()) {
      expect((await replay(generated("default", 2_000), { drain })).report.digest).toBe(plain.digest);
    }
    expect((await replay(generated("default", 2_000), { drainAlways: true })).report.digest).toBe(plain.digest);
  });

  test("an audited run leaks nothing and has the same digest", async () => {
    const [plain, audited] = [
      await replay(generated("default", 2_000)), await replay(generated("default", 2_000), { guard: "audit" }),
    ];
    expect(audited.report.determinism.leaks).toEqual([]);
    expect(audited.report.digest).toBe(plain.report.digest);
  });

  test("a handler that reads the wall clock ends the run as a leak that names it", async () => {
    await expect(replay(generated("default", 2_000), { sabotage: () => void Date.now() })).resolves.toMatchObject({
      report: {
        verdict: "fail",
        determinism: { leaks: expect.arrayContaining([expect.objectContaining({ route: "Date.now" })]) },
      },
    });
  });

  test("pinned: the first 4,000 frames of the default profile", async () => {
    expect((await replay(generated("default", 4_000))).report.digest).toMatchInlineSnapshot(`"c80df72a71c5a9e7"`);
  });
});

describe("a symbol beyond ASCII", () => {
  const renamed = (text: string): string =>
    text.replaceAll("BTCUSDT", "币安人生USDT").replaceAll("btcusdt", "币安人生usdt");

  /** The session as a venue that lists 币安人生USDT in the place of BTCUSDT would have sent it. */
  function listedInChinese(source: TrafficSource): TrafficSource {
    const next = (): TrafficRecord | undefined => {
      const record = source.next();
      if (record === undefined || !("bytes" in record)) return record;
      const bytes = Buffer.from(renamed(Buffer.from(record.bytes).toString()));
      return record.kind === "rest" ? { ...record, url: encodeURI(renamed(record.url)), bytes } : { ...record, bytes };
    };
    return { header: source.header, format: source.format, next };
  }

  test("is traded as any other: every book, count and check is what it is under a plain name", async () => {
    const plain = (await replay(generated("default", 6_000))).report;
    const chinese = (await replay(listedInChinese(generated("default", 6_000)))).report;
    const found = ({ books, oracles, venues }: RunReport): string =>
      JSON.stringify({ books, oracles, binance: { ...venues["BINANCE"], bytes: 0 } });
    expect(chinese.verdict).toBe("pass");
    expect(found(plain)).toContain("BTCUSDT.BINANCE");
    expect(found(chinese)).toBe(renamed(found(plain)));
  });
});

describe("conservation under faults", () => {
  const sites = ["feed", "engine"].flatMap((node) =>
    ["request-lost", "reply-lost", "half-applied"].map((fault) => `fault.${node}.${fault}`),
  );

  test("whatever is lost between the nodes, every oracle passes and everything is handled once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 0xffffffff }), fc.subarray(sites, { minLength: 1 }), async (seed, faults) => {
        const { report } = await replay(generated("default", 1_500, seed), { seed, faults });
        expect(report.oracles.filter((oracle) => oracle.verdict !== "pass")).toEqual([]);
        expect(report.messages.delivered).toBe(report.messages.accepted);
      }),
      { numRuns: 12 },
    );
  });

  test("lost replies are seen as retries and duplicates, not hidden", async () => {
    const { report } = await replay(generated("default", 4_000), { faults: ["fault.feed.reply-lost"] });
    expect(report.counters["bus.retries"]).toBeGreaterThan(0);
    expect(report.messages.duplicates).toBeGreaterThan(0);
    expect(report.verdict).toBe("pass");
  });

  test("a message that cannot be handled is dead-lettered with its reason, and the verdict says what became of its book", async () => {
    const { report } = await replay(generated("default", 2_000), {
      sabotage: (sequence) => {
        if (sequence === 500) throw new Error("the handler does not like 500");
      },
    });
    expect(report.messages.deadLettered).toBe(1);
    expect(report.deadLetters[0]?.reason).toContain("does not like 500");
    expect(report.messages.accepted).toBe(report.messages.delivered + 1);
    expect(report.oracles.find((oracle) => oracle.name === "conservation")?.verdict).toBe("pass");
  });

  test("a handler that fails now and then delays its key and changes no outcome", async () => {
    const { report } = await replay(generated("default", 2_000), {
      sabotage: (sequence, attempt) => {
        if (sequence % 97 === 0 && attempt < 3) throw new Error("flaky");
      },
    });
    expect(report.counters["group.handlerFailures"]).toBeGreaterThan(20);
    expect(report.verdict).toBe("pass");
  });

  test("a bus that cannot keep up holds the feed back instead of losing or growing", async () => {
    const small = {
      capacity: 60, highWater: 40, lowWater: 10, flushInterval: ms(20), latencyTarget: ms(50),
      overflow: "refuse" as const,
    };
    const { report } = await replay(generated("burst", 6_000), {
      config: { ...DEFAULT_CONFIG, batch: 4, buffers: { CRITICAL: small, HIGH: small, NORMAL: small, LOW: small } },
    });
    expect(report.counters["bus.stalls"]).toBeGreaterThan(0);
    expect(report.verdict).toBe("pass");
    expect(report.messages.refused).toBe(0);
  });

  test("a stream kept short is trimmed all through the run, and no group misses an entry", async () => {
    const { report } = await replay(generated("default", 6_000), {
      config: { ...DEFAULT_CONFIG, trim: { ...DEFAULT_CONFIG.trim, maxLength: 200, interval: ms(200) } },
    });
    expect(report.messages.trimmed).toBeGreaterThan(4_000);
    expect(report.counters["stream.length"]).toBeLessThan(2_000);
    expect(report.verdict).toBe("pass");
    expect(report.lostRanges).toEqual([]);
  });
});

describe("what cannot be replayed", () => {
  test("a venue without an adapter is refused by name", async () => {
    await expect(replay(sourceOf(["HYPERLIQUID"], []))).rejects.toThrow(
      /HYPERLIQUID is not a venue that wavetank maps/,
    );
  });

  test("a source without traffic is insufficient, not a pass", async () => {
    expect((await replay(sourceOf(["BINANCE"], []))).report.verdict).toBe("insufficient");
  });

  test("a source that breaks off is judged up to there, and the report says where and why", async () => {
    const whole = generated("default", 1_000);
    let left = 600;
    const broken: TrafficSource = {
      header: whole.header,
      format: whole.format,
      next: () => {
        if (left-- > 0) return whole.next();
        throw new WavetankError("E_RECORDING_TRUNCATED", "it ends inside a block", { where: "test @ byte 12345" });
      },
    };
    const { report } = await replay(broken);
    expect(report.verdict).toBe("damaged");
    expect(report.input.damage).toMatchObject({ code: "E_RECORDING_TRUNCATED", where: "test @ byte 12345" });
    expect(report.input.frames).toBeGreaterThan(500);
    expect(report.messages.delivered).toBe(report.messages.accepted);
  });
});

describe.skipIf(!capturesPresent)(withCaptures("captured sessions"), () => {
  // Frames as in the captures' manifest; checks are the venues' own continuity rules.
  test.each([
    { file: "cryptofeed-capture-v2/BINANCE.jsonl.zst", venue: "BINANCE", frames: 265, sequence: 172, checksum: 0 },
    {
      file: "cryptofeed-capture-v2/BINANCE_FUTURES.jsonl.zst", venue: "BINANCE_USDM", frames: 1_535, sequence: 752,
      checksum: 0,
    },
    {
      file: "cryptofeed-capture-v2/COINBASE.jsonl.zst", venue: "COINBASE", frames: 1_030, sequence: 1_029, checksum: 0,
    },
    { file: "cryptofeed-capture-v2/KRAKEN.jsonl.zst", venue: "KRAKEN", frames: 4_430, sequence: 0, checksum: 4_269 },
    {
      file: "cryptofeed-raw-v1/early-2021-04/KRAKEN/KRAKEN-c197c0.0", venue: "KRAKEN", frames: 14_636, sequence: 0,
      checksum: 14_496,
    },
    {
      file: "collector-ndjson-gz/usdm_ethusdt_20240718.gz", venue: "BINANCE_USDM", frames: 14_002, sequence: 3_273,
      checksum: 0,
    },
  ])("$file replays with no gap, and every oracle passes", async ({ file, venue, frames, sequence, checksum }) => {
    const { report } = await replay(openCaptureFile(file));
    expect(report.verdict).toBe("pass");
    expect(report.venues[venue]).toMatchObject({
      frames, gaps: 0, errors: 0, unhealed: 0,
      checks: { sequence: { compared: sequence, broken: 0 }, checksum: { compared: checksum, broken: 0 } },
    });
    expect(report.messages.delivered).toBe(report.messages.accepted);
  });

  test("a collector whose clock is behind the venue's shows negative latency, counted and not hidden", async () => {
    const { report } = await replay(openCaptureFile("collector-ndjson-gz/usdm_ethusdt_20240718.gz"));
    const wire = report.latency["wire.BINANCE_USDM"];
    expect(wire?.p50).toBeLessThan(-1_500_000_000);
    expect(wire?.negative).toBe(wire?.count);
  });
});
