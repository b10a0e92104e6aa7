import { WavetankError } from "../../kernel/error.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Line } from "../bytes/line-reader.ts";
import type { TrafficRecord } from "../record.ts";
import { badRecord, badTime } from "./bad-record.ts";
import type { CaptureFormat } from "./capture-format.ts";
import { provenanceOf, STREAM_SYMBOL } from "./collector-venue.ts";
import { isJson, parseJson } from "./json-text.ts";
import { UnixTime } from "./unix-time.ts";
import { UNKNOWN_VENUE } from "./venue-name.ts";
import { decodeHead, decodeUtf8, indexWithin, isUtf8, startsWith } from "./wire-text.ts";

/** The one connection of a collector's file. The file does not record connecting, so that is synthesised. */
export const COLLECTOR_CONNECTION = "collector";

const SNAPSHOT_START = '{"lastUpdateId":';
const INSTRUMENTS_START = '{"timezone":';
const STREAM_START = '{"stream":"';
const AT_SIGN = 64;
const SYMBOL_FIELD = '"s":"';
/** Symbols stand near the start of a message, in front of any levels. */
const HEAD_BYTES = 256;
/** A message above this is not parsed to learn the venue. */
const PARSED_BYTES_MAX = 1024 * 1024;

/**
 * The format of many collectors, hftbacktest's among them: `TIME FRAME` a line, TIME in s, ms, us or ns. Binance's
 * REST answers lie among the frames, bare: a body that starts with `lastUpdateId` is a book snapshot, one that starts
 * with `timezone` an instrument list. Their URLs are reconstructed as `depth?symbol=SYMBOL` and `exchangeInfo`.
 */
export class Collector implements CaptureFormat {
  readonly name = "collector-ndjson";
  readonly impliedConnection = COLLECTOR_CONNECTION;
  readonly lane = COLLECTOR_CONNECTION;
  readonly config = "";
  readonly time = new UnixTime();
  venue = UNKNOWN_VENUE;

  /** Two are enough to know that a snapshot without a symbol could be of either. */
  readonly #symbols = new Set<string>();
  /** How the streams of the last symbol begin, a character a byte: `btcusdt@`. */
  #lastStream = "";
  #venueIsKnown = false;
  #payload = 0;

  scan(line: Line): boolean {
    const { bytes, start, end } = line;
    if (start === end) return false;
    const behind = this.time.read(bytes, start, end);
    if (behind < 0) throw badTime(line, "the line does not start with a receive time");
    const first = bytes[behind + 1];
    if (bytes[behind] !== 32 || behind + 1 >= end || (first !== 123 && first !== 91)) {
      throw badRecord(line, "no frame follows the time", "TIME, one space, and a JSON object or array");
    }
    this.#payload = behind + 1;
    if (!this.#venueIsKnown) this.#learnVenue(line);
    if (this.#symbols.size < 2) this.#learnSymbol(line);
    return true;
  }

  record(line: Line, at: Instant, source: number): TrafficRecord {
    const { bytes, end } = line;
    if (!isUtf8(bytes, this.#payload, end)) throw badRecord(line, "the frame is not UTF-8", "text");
    const payload = bytes.subarray(this.#payload, end);
    if (!line.terminated && !isJson(payload)) throw badRecord(line, "the frame is not JSON", "a whole frame");
    const url = this.#restUrl(line);
    return url === undefined
      ? { kind: "frame", at, source, connection: COLLECTOR_CONNECTION, bytes: payload, binary: false }
      : { kind: "rest", at, source, url, bytes: payload };
  }

  #restUrl(line: Line): string | undefined {
    if (startsWith(line.bytes, this.#payload, line.end, INSTRUMENTS_START)) return "exchangeInfo";
    if (!startsWith(line.bytes, this.#payload, line.end, SNAPSHOT_START)) return undefined;
    const named = /"symbol":"([^"\\]+)"/.exec(this.#head(line))?.[1];
    const [only, other] = this.#symbols;
    const symbol = named ?? (other === undefined ? only : undefined);
    if (symbol === undefined) throw unnamedSnapshot(line, [...this.#symbols]);
    return `depth?symbol=${encodeURIComponent(symbol)}`;
  }

  #learnVenue(line: Line): void {
    const payload = line.bytes.subarray(this.#payload, line.end);
    if (payload.length > PARSED_BYTES_MAX) return;
    const provenance = provenanceOf(parseJson(payload)); // a frame that is no JSON is its adapter's to report
    if (provenance === undefined) return;
    this.venue = provenance.venue;
    this.#venueIsKnown = true;
  }

  #learnSymbol(line: Line): void {
    const { bytes, end } = line;
    if (!startsWith(bytes, this.#payload, end, STREAM_START)) {
      const named = this.#head(line).split(SYMBOL_FIELD, 2)[1]?.split('"', 1)[0];
      if (named !== undefined && named !== "") this.#symbols.add(named);
      return;
    }
    const from = this.#payload + STREAM_START.length;
    if (this.#lastStream !== "" && startsWith(bytes, from, end, this.#lastStream)) return;
    const to = indexWithin(bytes, AT_SIGN, from, Math.min(end, from + HEAD_BYTES));
    if (to < 0) return;
    const stream = bytes.subarray(from, to + 1);
    const name = STREAM_SYMBOL.exec(decodeUtf8(stream) ?? "")?.[1];
    if (name === undefined) return;
    this.#symbols.add(name.toUpperCase());
    this.#lastStream = String.fromCharCode(...stream);
  }

  #head(line: Line): string {
    return decodeHead(line.bytes.subarray(this.#payload, Math.min(line.end, this.#payload + HEAD_BYTES)));
  }
}

function unnamedSnapshot(line: Line, symbols: readonly string[]): WavetankError {
  const found = symbols.length === 0 ? "no stream" : `the streams of ${symbols.join(" and ")}`;
  return new WavetankError("E_CAPTURE_REST", `a book snapshot names no symbol, and its file has ${found}`, {
    where: line.where(),
    expected: "one symbol a file, or the symbol in the snapshot",
    hint: "split the capture into one file a symbol and import them together",
  });
}
