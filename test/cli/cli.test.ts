import { spawn, spawnSync } from "node:child_process";
import {
  closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync,
} from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { RunReport } from "../../src/harness/run-report.ts";
import { VERSION } from "../../src/cli/version.ts";
import { openRecording } from "../../src/traffic/recording/reader.ts";
import { builtCli } from "../support/built-cli.ts";
import { memorySource } from "../traffic/bytes/memory-source.ts";
import { CAPTURES, capturesPresent, withCaptures } from "../support/traffic.ts";

let cli: ReturnType<typeof builtCli>;
beforeAll(() => {
  cli = builtCli();
});
const at = (name: string): string => path.join(cli.folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return name;
};
const report = (stdout: string): RunReport => JSON.parse(stdout) as RunReport;

describe("replay", () => {
  test("with nothing named replays the recording shipped, passes, and ends with the command that makes the run again", () => {
    const { status, stdout, stderr } = cli.run("replay");
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^PASS {2}recordings\/default\.wtr {2}seed 0x00000001 {2}digest [0-9a-f]{16}\n/);
    expect(stdout).toContain("reproduce  npx wavetank replay --seed 0x00000001");
  });

  test("the shipped recording has the incidents it promises, and each is reported", () => {
    const { venues, oracles, verdict } = report(cli.run("replay", "--json").stdout);
    expect(verdict).toBe("pass");
    expect(venues["BINANCE"]).toMatchObject({ gaps: 1, resyncs: 1, malformed: 1, unhealed: 0 });
    expect(venues["COINBASE"]).toMatchObject({ gaps: 2, resyncs: 2, disconnects: 1, unhealed: 0 });
    expect(venues["KRAKEN"]?.checks.checksum.compared).toBeGreaterThan(1_000);
    expect(oracles.map((oracle) => oracle.name)).toEqual([
      "conservation", "order-per-key", "effect-once", "buffer-bounds", "book-integrity", "book-checksum",
    ]);
    expect(oracles.every((oracle) => oracle.verdict === "pass" && oracle.compared > 0)).toBe(true);
  });

  test("prints one JSON document with the members that scripts rely on", () => {
    const document = report(cli.run("replay", "--json", "--seed", "0x5eed").stdout);
    expect(document.schema).toBe("wavetank.replay/1");
    expect(document).toMatchObject({
      seed: 0x5eed, digest: expect.stringMatching(/^[0-9a-f]{16}$/),
      input: { format: "wavetank-recording/1", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      messages: { inFlight: 0, dropped: 0, deadLettered: 0 },
    });
    for (const series of Object.values(document.latency)) {
      for (const value of [series.count, series.p50, series.p99, series.p999, series.max])
        expect(Number.isInteger(value)).toBe(true);
      expect(series.p50).toBeLessThanOrEqual(series.p99);
      expect(series.p999).toBeLessThanOrEqual(series.max);
    }
  });
});

test("verify finds the same digest in this process, a fresh one, and with every drain", () => {
  const { status, stdout } = cli.run("verify", "--json");
  const { agree, makings } = JSON.parse(stdout) as { agree: boolean; makings: { where: string; digest: string }[] };
  expect([status, agree]).toEqual([0, true]);
  expect(makings.map((making) => making.where)).toContain("a fresh process");
  expect(new Set(makings.map((making) => making.digest)).size).toBe(1);
  expect(makings.length).toBeGreaterThanOrEqual(4);
});

test("verify of an input that breaks off says where and what to do, and compares what came before", () => {
  const whole = readFileSync(at("recordings/default.wtr"));
  const run = (...words: string[]) => cli.run("verify", write("broken.wtr", whole.subarray(0, 200_000)), ...words);
  const { status, stdout } = run();
  expect([status, stdout]).toEqual([
    2, expect.stringMatching(/^DETERMINISTIC[^]*\nTHE INPUT BROKE OFF[^]*E_RECORDING_TRUNCATED[^]*where [^]*do {2}/) as string,
  ]);
  expect(JSON.parse(run("--json").stdout)).toMatchObject({ agree: true, damage: { code: "E_RECORDING_TRUNCATED" } });
});

describe("generate and inspect", () => {
  test("the shipped recording is made again byte for byte, and is under 2 MB", () => {
    expect(cli.run("generate", "default", "--seed", "1", "--to", at("again.wtr")).status).toBe(0);
    const [again, shipped] = [readFileSync(at("again.wtr")), readFileSync(at("recordings/default.wtr"))];
    expect(again.equals(shipped)).toBe(true);
    expect(shipped.length).toBeLessThan(2_000_000);
  });

  test("inspect counts what replay counts, and --jsonl prints every record as JSON", () => {
    const shown = JSON.parse(cli.run("inspect", "recordings/default.wtr", "--json").stdout) as {
      complete: boolean;
      sources: { frames: number }[];
    };
    const { input } = report(cli.run("replay", "--json").stdout);
    expect(shown.complete).toBe(true);
    expect(shown.sources.reduce((sum, source) => sum + source.frames, 0)).toBe(input.frames);
    const lines = cli
      .run("inspect", "recordings/default.wtr", "--jsonl")
      .stdout.trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string });
    expect(lines[0]?.kind).toBe("header");
    expect(lines.filter((line) => line.kind === "frame").length).toBe(input.frames);
  });

  test("a recording that was never finished is replayed and imported, and each says so", () => {
    const whole = readFileSync(at("recordings/default.wtr"));
    const [, , , block] = [...openRecording(memorySource(whole)).blocks()];
    writeFileSync(at("unfinished.wtr"), whole.subarray(0, block!.offset));
    const [text, json] = [cli.run("replay", "unfinished.wtr"), cli.run("replay", "unfinished.wtr", "--json")];
    expect(text.stdout).toContain("\n  was never finished by its writer: records may be missing at its end\n");
    expect([json.status, report(json.stdout).input.complete]).toEqual([0, false]);
    expect(report(cli.run("replay", "--json").stdout).input.complete).toBe(true);
    const imported = cli.run("import", "unfinished.wtr", "--to", "finished.wtr", "--json");
    expect([imported.status, JSON.parse(imported.stdout)]).toEqual([0, expect.objectContaining({ complete: false })]);
    expect(imported.stderr).toBe("unfinished.wtr was never finished by its writer: records may be missing at its end\n");
  });

  test("a folder stands for its files, links to files among them, and what is no file is refused", () => {
    mkdirSync(at("links"));
    symlinkSync(at("recordings/default.wtr"), at("links/default.wtr"));
    expect(report(cli.run("replay", "links", "--json").stdout).input.frames).toBe(
      report(cli.run("replay", "--json").stdout).input.frames,
    );
    symlinkSync(at("nowhere"), at("links/broken"));
    const { status, stderr } = cli.run("replay", "links");
    expect([status, stderr]).toEqual([2, expect.stringContaining("E_FILE_NOT_FOUND") as string]);
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk behind stdout is no failed property (needs /dev/full)", () => {
    for (const words of [["replay"], ["replay", "--json"], ["inspect", "recordings/default.wtr", "--jsonl"]]) {
      const full = openSync("/dev/full", "w");
      const { status, stderr } = spawnSync(process.execPath, [cli.script, ...words], {
        cwd: cli.folder, stdio: ["ignore", full, "pipe"], encoding: "utf8",
      });
      closeSync(full);
      expect([status, stderr]).toEqual([2, expect.stringMatching(/^E_FILE_WRITE: cannot write: ENOSPC.*\n {2}where {5}stdout\n/)]);
    }
  });

  test("Ctrl-C leaves neither a recording nor a part of one", async () => {
    const child = spawn(process.execPath, [
      cli.script, "generate", "endurance", "--messages", "5000000", "--to", at("cut.wtr"),
    ]);
    while (!existsSync(at("cut.wtr.partial"))) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect(code).toBe(130);
    expect(readdirSync(cli.folder).filter((name) => name.startsWith("cut.wtr"))).toEqual([]);
  });
});

describe("bad input ends in exit code 2 and says what, where and what to do", () => {
  const cases: readonly [string, () => string[], RegExp][] = [
    ["an unknown option suggests the nearest", () => ["replay", "--sed", "3"], /did you mean --seed\?/],
    ["an unknown command suggests the nearest", () => ["reply"], /did you mean `replay`\?/],
    [
      "an unknown profile suggests the nearest", () => ["generate", "defalt", "--to", at("x.wtr")],
      /did you mean default\?/,
    ],
    ["a seed that is none", () => ["replay", "--seed", "4294967296"], /not a seed/],
    ["a file that is not there", () => ["replay", "missing.wtr"], /E_FILE_NOT_FOUND: .*missing\.wtr[^]*do {2}/],
    ["an empty file", () => ["replay", write("empty", "")], /E_CAPTURE_FORMAT: .*the file is empty/],
    [
      "a foreign file", () => ["replay", write("picture.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))],
      /E_CAPTURE_FORMAT/,
    ],
    [
      "a path as symbol",
      () => [
        "replay",
        write(
          "hostile",
          `1700000000000000000 {"stream":"x@trade","data":{"e":"trade","E":1,"s":"../../etc/passwd","t":1,"p":"1.0","q":"1.0","T":1,"m":true}}\n`,
        ),
      ],
      /^$/,
    ],
    [
      "a recording cut short",
      () => ["replay", write("cut", readFileSync(at("recordings/default.wtr")).subarray(0, 200_000))], /^$/,
    ],
    [
      "a truncated gzip",
      () => [
        "import", write("cut.gz", gzipSync(`1700000000000000000 {"a":1}\n`.repeat(999)).subarray(0, 60)), "--to",
        at("x.wtr"),
      ],
      /E_CAPTURE_/,
    ],
    [
      "a capture of no venue that is mapped",
      () => ["replay", write("other", '1700000000000000000 {"channel":"l2Book","data":{"coin":"BTC"}}\n')],
      /E_VENUE: HYPERLIQUID/,
    ],
  ];
  test.each(cases)("%s", (_title, words, said) => {
    const { status, stdout, stderr } = cli.run(...words());
    if (stderr === "") {
      // Judged up to the damage, or the hostile frame reported: in the report itself.
      expect(stdout).toMatch(/THE INPUT BROKE OFF[^]*@ byte|malformed frame: [^]*symbol/);
      expect([2, 3]).toContain(status);
    } else {
      expect(stderr).toMatch(said);
      expect(status).toBe(2);
    }
    expect(existsSync(at("x.wtr"))).toBe(false);
  });
});

test("the version is package.json's", () => {
  const { version } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../package.json"), "utf8")) as {
    version: string;
  };
  expect(VERSION).toBe(version);
  expect(cli.run("--version").stdout.trim()).toBe(version);
});

describe.skipIf(!capturesPresent)(withCaptures("imports"), () => {
  test.each([
    "cryptofeed-capture-v2/KRAKEN.jsonl.zst", "cryptofeed-raw-v1/BINANCE",
    "collector-ndjson-gz/usdm_ethusdt_20240718.gz",
  ])("replaying %s and replaying its import give the same digest", (name) => {
    const capture = path.join(CAPTURES, name);
    const recording = at(`${path.basename(name)}.wtr`);
    expect(cli.run("import", capture, "--to", recording).status).toBe(0);
    const [direct, imported] = [
      report(cli.run("replay", capture, "--json").stdout), report(cli.run("replay", recording, "--json").stdout),
    ];
    expect(direct.verdict).toBe("pass");
    expect(imported.digest).toBe(direct.digest);
    expect(imported.input.frames).toBe(direct.input.frames);
  });
});
