import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { decompress } from "fzstd";
import { describe, expect, test } from "vitest";
import type { GeneratedVenue } from "../../../src/traffic/generate/profile.ts";
import { recordsOf, textOf } from "./wire.ts";

const data = path.resolve(import.meta.dirname, "../../../../shared/data");
const missing = !existsSync(data);
const why = missing ? ` (skipped: no captures at ${path.basename(path.dirname(data))}/data)` : "";

type Frame = Record<string, unknown>;

/** Names, order and types of a JSON value's fields; of a list, those of its elements. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join("|")}]`;
  if (value === null || typeof value !== "object") return typeof value;
  return `{${Object.entries(value).map(([name, field]) => `${name}:${shapeOf(field)}`).join(",")}}`;
}

/** The shapes of every kind of frame; a list that happens to be empty shows nothing. */
function shapes(texts: Iterable<string>, kindOf: (frame: Frame) => string | undefined): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const text of texts) {
    const frame = JSON.parse(text) as Frame;
    const kind = kindOf(frame);
    const shape = shapeOf(frame);
    if (kind === undefined || shape.includes("[]")) continue;
    found.set(kind, (found.get(kind) ?? new Set()).add(shape));
  }
  return found;
}

const generated = (venue: GeneratedVenue): string[] =>
  recordsOf(venue, 1).flatMap((record) => (record.kind === "frame" ? [textOf(record.bytes)] : []));

function* capturedBinance(): Generator<string> {
  const lines = gunzipSync(readFileSync(path.join(data, "collector-ndjson-gz/spot_btcusdt_20240808.gz"))).toString();
  for (const line of lines.split("\n", 20_000)) if (line.includes('"stream"')) yield line.slice(line.indexOf(" ") + 1);
}

function* capturedCoinbase(): Generator<string> {
  const lines = decompress(readFileSync(path.join(data, "cryptofeed-capture-v2/COINBASE.jsonl.zst")));
  for (const line of new TextDecoder().decode(lines).trim().split("\n")) {
    const record = JSON.parse(line) as { t: string; data: string };
    if (record.t === "recv") yield record.data;
  }
}

describe.skipIf(missing)(`generated frames have the fields of captured ones, in their order${why}`, () => {
  test("on Binance", () => {
    const kindOf = (frame: Frame): string => String(frame["stream"]).replace(/^\w+@/, "");
    const real = shapes(capturedBinance(), kindOf);
    const made = shapes(generated("BINANCE"), kindOf);
    expect([...made.keys()].sort()).toEqual(["bookTicker", "depth@100ms", "trade"]);
    for (const [kind, found] of made) expect([...found], kind).toEqual([...real.get(kind)!]);
  });

  test("on Coinbase", () => {
    const kindOf = (frame: Frame): string | undefined => {
      const [event] = frame["events"] as { type?: string }[];
      const channel = String(frame["channel"]);
      return channel === "subscriptions" ? undefined : `${channel} ${event?.type ?? ""}`;
    };
    const real = shapes(capturedCoinbase(), kindOf);
    const made = shapes(generated("COINBASE"), kindOf);
    expect(made.size).toBe(7);
    for (const [kind, found] of made) expect([...found], kind).toEqual([...real.get(kind)!]);
  });
});
