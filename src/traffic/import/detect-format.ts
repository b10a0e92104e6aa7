import { WavetankError } from "../../kernel/error.ts";
import { openBytes } from "../bytes/compression.ts";
import { asError } from "../bytes/damage.ts";
import { LineReader } from "../bytes/line-reader.ts";
import type { ByteSource } from "../record.ts";
import type { CaptureFormat } from "./capture-format.ts";
import { Collector } from "./collector.ts";
import { CryptofeedCapture } from "./cryptofeed-capture.ts";
import { CryptofeedRaw } from "./cryptofeed-raw.ts";
import { parseJsonObject } from "./json-text.ts";

const HEAD_BYTES = 4096;
const HEADER_BYTES_MAX = 1024 * 1024;

/** What people hand in by mistake, by the bytes it starts with. */
const FOREIGN: readonly (readonly [start: string, name: string])[] = [
  ["\x89PNG", "a PNG image"],
  ["PAR1", "a Parquet file"],
  ["ARROW1", "an Arrow file"],
  ["PK\x03\x04", "a zip archive"],
  ["BZh", "bzip2 data"],
  ["\xfd7zXZ", "xz data"],
  ["DBN", "a Databento file"],
  ["\x7fELF", "a program"],
  ["SQLite format 3", "an SQLite database"],
  ["\xd4\xc3\xb2\xa1", "a pcap file"],
  ["\x0a\x0d\x0d\x0a", "a pcapng file"],
  ["%PDF", "a PDF document"],
  ["\xff\xfe", "UTF-16 text"],
  ["\xef\xbb\xbf", "text with a byte order mark"],
  ["exchange,symbol,", "Tardis CSV"],
];

const RAW_SHAPE = /^(\d{10}(\.\d+)?: |configuration: |(wss?|https?):\/\/\S+( (<->|<-|->) |$))/;
const COLLECTOR_SHAPE = /^\d{10,19}(\.\d+)? [{[]/;

/**
 * Tells the format of a capture from its first line, never from its name.
 *
 * @throws {WavetankError} E_CAPTURE_FORMAT - it is none of the supported formats. E_CAPTURE_TRUNCATED or
 * E_CAPTURE_CORRUPT - it is damaged before its first line ends.
 */
export function detectFormat(source: ByteSource): CaptureFormat {
  const { head, damage } = readHead(source);
  const text = head.replace(/^[\r\n]+/, "");
  if (COLLECTOR_SHAPE.test(text)) return new Collector();
  if (RAW_SHAPE.test(text)) return new CryptofeedRaw(source.name);
  if (text.startsWith("{")) return detectHeader(source, text);
  throw damage ?? foreign(source, describe(head));
}

function detectHeader(source: ByteSource, text: string): CaptureFormat {
  const lines = new LineReader(openBytes(source), HEADER_BYTES_MAX);
  let header: Record<string, unknown> | undefined;
  try {
    while (lines.next() && lines.start === lines.end);
    header = parseJsonObject(lines.bytes.subarray(lines.start, lines.end));
  } catch (error) {
    if (!(error instanceof WavetankError) || error.code !== "E_CAPTURE_LINE") throw error;
  }
  if (header?.["t"] !== "header") throw foreign(source, `JSON without a capture header: ${quote(text)}`);
  if (header["format"] !== 2) throw foreign(source, `cryptofeed capture format ${JSON.stringify(header["format"])}`);
  return new CryptofeedCapture();
}

/** The first bytes of the plain text, one character each, and the damage before there were enough of them. */
function readHead(source: ByteSource): { head: string; damage: Error | undefined } {
  const stream = openBytes(source);
  let head = "";
  try {
    while (head.length < HEAD_BYTES) {
      const chunk = stream.next()?.subarray(0, HEAD_BYTES - head.length);
      if (chunk === undefined) break;
      head += String.fromCharCode(...chunk);
    }
  } catch (caught) {
    return { head, damage: asError(caught) };
  }
  return { head, damage: undefined };
}

function describe(head: string): string {
  if (/^[\r\n]*$/.test(head)) return head === "" ? "nothing: the file is empty" : "blank lines";
  const known = FOREIGN.find(([start]) => head.startsWith(start));
  if (known !== undefined) return known[1];
  if (/^\d{4}-\d\d-\d\dT/.test(head)) return `lines with ISO times: ${quote(head)}`;
  return /^[\x20-\x7e\r\n\t]*$/.test(head.slice(0, 64)) ? `text: ${quote(head)}` : `binary data: ${quote(head)}`;
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 40)) + (text.length > 40 ? "…" : "");

const foreign = (source: ByteSource, found: string): WavetankError =>
  new WavetankError("E_CAPTURE_FORMAT", `${source.name} is not a capture that can be imported; found ${found}`, {
    where: source.name,
    expected:
      "plain, gzip or zstd: cryptofeed capture format 2 (JSON lines with a header), cryptofeed raw text, " +
      "or collector lines (TIME JSON)",
    hint: "name the capture's own files; of a raw capture, every file of the venue's folder",
  });
