import { expect, test } from "vitest";
import { runReplay } from "../../src/harness/replay.ts";
import type { RunReport } from "../../src/harness/run-report.ts";
import { liveHost } from "../../src/live/host.ts";
import { formatReplay } from "../../src/report/replay-text.ts";
import { formatCount, formatTable } from "../../src/report/table.ts";
import { generated } from "../support/traffic.ts";

/** Without what differs from machine to machine. */
const steady = (report: RunReport): RunReport => ({
  ...report,
  wall: { seconds: 1, framesPerSecond: 2_000, peakRssBytes: 100 << 20 },
});

test("pinned: the whole report of a short session", async () => {
  const { report } = await runReplay(generated("quiet", 2_000), liveHost(), { seed: 42, path: "quiet.wtr" });
  expect(formatReplay(steady(report), "npx wavetank replay quiet.wtr --seed 0x0000002a")).toMatchSnapshot();
});

test("a failure, a leak, a dead letter and lost entries each stand in the report", async () => {
  const { report } = await runReplay(generated("quiet", 300), liveHost(), { seed: 1, path: "x" });
  const text = formatReplay({
    ...steady(report),
    verdict: "fail",
    deadLetters: [{ entryId: "5-0", topic: "data.x", reason: "cannot\nparse" }],
    lostRanges: [{ group: "engine", from: "1-0", to: "4-0" }],
    oracles: [{ name: "conservation", verdict: "fail", compared: 3, reason: "at 7 ns: one is missing" }],
    determinism: { ...report.determinism, leaks: [{ route: "Date.now", stack: "    at handler", times: 2 }] },
  }, "again");
  for (const line of [
    "FAIL  x", "dead letter 5-0 data.x: cannot?parse", "LOST to trimming: group engine never saw 1-0 … 4-0",
    "at 7 ns: one is missing", "LEAK Date.now ×2", "reproduce  again",
  ])
    expect(text).toContain(line);
});

test("numbers stand right with separators, words left, and a column without cells is left out", () => {
  expect(
    formatTable(
      ["name", "count", "empty", "share"],
      [["a", 1_234_567, undefined, "9 of 10"], ["bcd", 5, "", "x"]],
      "  ",
    ),
  ).toBe(["  name      count  share", "  a     1,234,567  9 of 10", "  bcd           5  x"].join("\n"));
  expect([0, 999, 1_000, 1234567.25, -4_500].map(formatCount)).toEqual(["0", "999", "1,000", "1,234,567.25", "-4,500"]);
});

test("letters that take two columns of a terminal are counted as two", () => {
  expect(formatTable(["symbol", "n"], [["龙虾USDT", 1], ["BTCUSDT", 2]])).toBe(
    ["symbol    n", "龙虾USDT  1", "BTCUSDT   2"].join("\n"),
  );
});
