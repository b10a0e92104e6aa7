import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { decompress } from "fzstd";
import { receiveFrame, type Receive } from "./receive-frame.ts";
import type { VenueAdapter } from "../../src/venues/adapter.ts";

/** Real captured sessions; they are no part of the repository. */
export const DATA = path.resolve(import.meta.dirname, "../../../shared/data");

/** For the title of a suite that is skipped. */
export const missing = (...files: readonly string[]): string | undefined => {
  const absent = files.find((file) => !existsSync(path.join(DATA, file)));
  return absent === undefined ? undefined : `skipped: ${absent} is not there`;
};

/** The title of what is skipped says why. */
export const titled = (title: string, reason: string | undefined): string =>
  reason === undefined ? title : `${title} (${reason})`;

/** One captured record, its time in Unix nanoseconds. */
export interface Captured {
  readonly unixNs: bigint;
  readonly kind: "frame" | "connect" | "send" | "rest";
  /** The connection, or the URL of a REST body. */
  readonly from: string;
  readonly text: string;
}

const bytesOf = (file: string): Buffer => readFileSync(path.join(DATA, file));

/** By receive time, stable: the files list REST bodies apart from the frames that they came between. */
const inOrder = (records: readonly Captured[]): readonly Captured[] =>
  [...records].sort((a, b) => (a.unixNs < b.unixNs ? -1 : a.unixNs > b.unixNs ? 1 : 0));

/** `1633998512.320639` → nanoseconds, on the text. */
function unixNs(seconds: string): bigint {
  const [whole = "", places = ""] = seconds.split(".");
  return BigInt(whole) * 1_000_000_000n + BigInt(places.padEnd(9, "0").slice(0, 9));
}

export function readCaptureV2(venue: string): readonly Captured[] {
  const text = Buffer.from(decompress(bytesOf(`cryptofeed-capture-v2/${venue}.jsonl.zst`))).toString("utf8");
  const kinds: Readonly<Record<string, Captured["kind"]>> = {
    recv: "frame",
    connect: "connect",
    send: "send",
    http: "rest",
  };
  const records: Captured[] = [];
  for (const line of text
    .split("\n")
    .filter((one) => one !== "")
    .slice(1)) {
    const record = JSON.parse(line) as { t: string; conn: string; url?: string; addr?: string; data?: string };
    const kind = kinds[record.t];
    if (kind === undefined) throw new Error(`a record of kind ${record.t}`);
    const time = /"ts":([\d.]+)/.exec(line)![1]!;
    records.push({
      unixNs: unixNs(time),
      kind,
      from: record.url ?? record.conn,
      text: kind === "connect" ? record.addr! : record.data!,
    });
  }
  return inOrder(records);
}

/** Raw v1: `wss://… <-> TS`, `wss://… <- TS: sent`, `https://… -> TS: body`, `TS: frame`. */
export function readRawV1(...files: readonly string[]): readonly Captured[] {
  const records: Captured[] = [];
  for (const file of files) {
    const bytes = bytesOf(`cryptofeed-raw-v1/${file}`);
    const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    for (const line of text.split("\n")) {
      const frame = /^([\d.]+): (.*)$/.exec(line);
      const other = /^(\w+:\/\/\S+) (<->|<-|->) ([\d.]+)(?:: (.*))?$/.exec(line);
      if (frame !== null) records.push({ unixNs: unixNs(frame[1]!), kind: "frame", from: "ws", text: frame[2]! });
      else if (other !== null) {
        const kind = other[2] === "<->" ? "connect" : other[2] === "<-" ? "send" : "rest";
        const from = kind === "rest" ? other[1]! : "ws";
        records.push({ unixNs: unixNs(other[3]!), kind, from, text: other[4] ?? other[1]! });
      }
    }
  }
  return inOrder(records);
}

/** `<ns> <frame>` lines with one bare REST snapshot of `symbol` among them. */
export function readCollector(file: string, symbol: string): readonly Captured[] {
  const text = gunzipSync(bytesOf(`collector-ndjson-gz/${file}`), { finishFlush: constants.Z_SYNC_FLUSH }).toString(
    "utf8",
  );
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Captured => {
      const space = line.indexOf(" ");
      const body = line.slice(space + 1);
      const at = BigInt(line.slice(0, space));
      return body.startsWith('{"lastUpdateId"')
        ? { unixNs: at, kind: "rest", from: `depth?symbol=${symbol}`, text: body }
        : { unixNs: at, kind: "frame", from: "collector", text: body };
    });
}

/** Plays records into an adapter whose epoch is `epochUnixNs`. */
export function play(
  records: readonly Captured[], adapter: VenueAdapter, epochUnixNs: bigint, receive: Receive = receiveFrame,
): void {
  for (const { unixNs: time, kind, from, text } of records) {
    const at = Number(time - epochUnixNs);
    if (kind === "frame") receive(adapter, at, from, text);
    else if (kind === "connect") adapter.connected(at, from, text);
    else if (kind === "send") adapter.sent(at, from, text);
    else adapter.fetched(at, from, text);
  }
}
