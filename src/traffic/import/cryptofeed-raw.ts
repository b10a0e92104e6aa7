import type { Instant } from "../../kernel/time.ts";
import type { Line } from "../bytes/line-reader.ts";
import type { TrafficRecord } from "../record.ts";
import { badRecord, badTime } from "./bad-record.ts";
import type { CaptureFormat } from "./capture-format.ts";
import { isJson } from "./json-text.ts";
import { decodePythonBytes, isPythonBytes } from "./python-bytes.ts";
import { UnixTime } from "./unix-time.ts";
import { venueOfAddress, venueOfFileName } from "./venue-name.ts";
import { decodeUtf8, indexWithin, isUtf8, RepeatedText, startsWith } from "./wire-text.ts";

const SPACE = 32;
const CONFIGURATION = "configuration: ";
const EXPECTED =
  '"SECONDS: FRAME", "wss://… <-> SECONDS", "wss://… <- SECONDS: FRAME", "https://… -> SECONDS: BODY" ' +
  'or "configuration: {…}"';

/** Which of the forms a line has. */
type Form = "frame" | "connect" | "send" | "rest";

/**
 * cryptofeed's first capture format: text, a file a connection. Two files of one connection carry one name, taken
 * from the file's: `BINANCE.ws.1.0` and `BINANCE.ws.1.1` are parts of `BINANCE.ws.1`.
 *
 * The recorder ends files with blank lines; they hold nothing. A frame with line feeds inside cannot be told from
 * damage, so its later lines are errors.
 */
export class CryptofeedRaw implements CaptureFormat {
  readonly name = "cryptofeed-raw/1";
  readonly impliedConnection = undefined;
  readonly time = new UnixTime();
  lane: string | undefined;
  readonly #configs = new Set<string>();
  venue: string;

  readonly #connection: string;
  readonly #addressText = new RepeatedText();
  #form: Form = "frame";
  #address = "";
  #payload = 0;
  #venueIsKnown = false;

  /** @param fileName - Of the input, with or without folders: connection and venue are read from it. */
  constructor(fileName: string) {
    const base = /[^/\\]*$/.exec(fileName)?.[0] ?? "";
    this.#connection = base.replace(/\.(gz|zst)$/, "").replace(/\.\d+$/, "") || "raw";
    this.venue = venueOfFileName(base);
  }

  get config(): string {
    return [...this.#configs].join("\n");
  }

  scan(line: Line): boolean {
    const { bytes, start, end } = line;
    if (start === end) return false;
    const first = bytes[start] ?? 0;
    if (first >= 48 && first <= 57) this.#scanFrame(line);
    else if (startsWith(bytes, start, end, CONFIGURATION)) return this.#scanConfiguration(line);
    else this.#scanAddressed(line);
    this.lane = this.#form === "rest" ? undefined : this.#connection;
    return true;
  }

  record(line: Line, at: Instant, source: number): TrafficRecord {
    const connection = this.#connection;
    switch (this.#form) {
      case "frame": {
        const binary = isPythonBytes(line.bytes, this.#payload, line.end);
        return { kind: "frame", at, source, connection, bytes: this.#bytes(line), binary };
      }
      case "connect":
        return { kind: "connect", at, source, connection, address: this.#address };
      case "send":
        return { kind: "send", at, source, connection, bytes: this.#bytes(line) };
      case "rest":
        return { kind: "rest", at, source, url: this.#address, bytes: this.#bytes(line) };
    }
  }

  #scanFrame(line: Line): void {
    this.#form = "frame";
    this.#scanTime(line, line.start);
  }

  #scanConfiguration(line: Line): false {
    const text = decodeUtf8(line.bytes.subarray(line.start + CONFIGURATION.length, line.end));
    if (text === undefined) throw badRecord(line, "the configuration is not UTF-8", "JSON");
    this.#configs.add(text);
    return false;
  }

  #scanAddressed(line: Line): void {
    const { bytes, start, end } = line;
    const addressEnd = indexWithin(bytes, SPACE, start, end);
    const address = addressEnd < 0 ? undefined : this.#addressText.decode(bytes, start, addressEnd);
    if (address === undefined || !/^[a-z]+:\/\/[^/]/.test(address)) {
      throw badRecord(line, "the line has no known form", EXPECTED);
    }
    this.#address = address;
    this.#learnVenue(address);

    if (startsWith(bytes, addressEnd, end, " <-> ")) {
      this.#form = "connect";
      const timeAt = addressEnd + 5;
      if (this.time.read(bytes, timeAt, end) !== end) throw badTime(line, "no receive time ends the line");
    } else if (startsWith(bytes, addressEnd, end, " <- ")) {
      this.#form = "send";
      this.#scanTime(line, addressEnd + 4);
    } else if (startsWith(bytes, addressEnd, end, " -> ")) {
      this.#form = "rest";
      this.#scanTime(line, addressEnd + 4);
    } else {
      throw badRecord(line, "no arrow follows the address", EXPECTED);
    }
  }

  #scanTime(line: Line, from: number): void {
    const behind = this.time.read(line.bytes, from, line.end);
    if (behind < 0) throw badTime(line, "there is no receive time");
    if (!startsWith(line.bytes, behind, line.end, ": ")) {
      throw badRecord(line, "no colon and space follow the time", EXPECTED);
    }
    this.#payload = behind + 2;
  }

  /** The first address of a host that is known decides; the file's name does where there is none. */
  #learnVenue(address: string): void {
    if (this.#venueIsKnown) return;
    const venue = venueOfAddress(address);
    if (venue === undefined) return;
    this.venue = venue;
    this.#venueIsKnown = true;
  }

  #bytes(line: Line): Uint8Array {
    const { bytes, end } = line;
    if (isPythonBytes(bytes, this.#payload, end)) {
      const binary = decodePythonBytes(bytes, this.#payload, end);
      if (binary === undefined) throw badRecord(line, "not bytes as Python writes them", "b'…' with \\x escapes");
      return binary;
    }
    if (!isUtf8(bytes, this.#payload, end)) throw badRecord(line, "the frame is not UTF-8", "text");
    const payload = bytes.subarray(this.#payload, end);
    if (!line.terminated && !isJson(payload)) throw badRecord(line, "the frame is not JSON", "a whole frame");
    return payload;
  }
}
