import type { Instant } from "../../kernel/time.ts";
import type { Line } from "../bytes/line-reader.ts";
import type { TrafficRecord } from "../record.ts";
import { LIMITS } from "../recording/limits.ts";
import { badRecord, badTime } from "./bad-record.ts";
import { decodeBase64 } from "./base64.ts";
import type { CaptureFormat } from "./capture-format.ts";
import { JsonEnvelope, type FieldSpan } from "./json-envelope.ts";
import { decodeJsonString } from "./json-string.ts";
import { parseJsonObject } from "./json-text.ts";
import { UnixTime } from "./unix-time.ts";
import { venueOfExchange } from "./venue-name.ts";
import { decodeUtf8, RepeatedText, startsWith } from "./wire-text.ts";

const HEADER_START = '{"t":"header"';
const FIELDS = ["t", "conn", "ts", "addr", "url", "data", "b64", "headers"] as const;
type Field = (typeof FIELDS)[number];

const KINDS = ["recv", "send", "connect", "http"] as const;
type Kind = (typeof KINDS)[number];

/** What a record of each kind may hold. The headers of a REST answer are let pass and not imported. */
const FIELDS_OF: Readonly<Record<Kind, ReadonlySet<Field>>> = {
  recv: new Set<Field>(["t", "conn", "ts", "data", "b64"]),
  send: new Set<Field>(["t", "conn", "ts", "addr", "data", "b64"]),
  connect: new Set<Field>(["t", "conn", "ts", "addr"]),
  http: new Set<Field>(["t", "conn", "ts", "url", "data", "b64", "headers"]),
};

/**
 * cryptofeed's capture format 2: one JSON object a line, the first a header. REST answers come first in the file and
 * connections one after the other, so the file's order is not the order of time.
 *
 * A `send` repeats the address of its `connect`, and an `http` names the client that asked: neither is kept.
 *
 * @see https://github.com/bmoscon/cryptofeed/blob/master/cryptofeed/capture.py
 */
export class CryptofeedCapture implements CaptureFormat {
  readonly name = "cryptofeed-capture/2";
  readonly impliedConnection = undefined;
  readonly time = new UnixTime();
  lane: string | undefined;
  venue = "";
  config = "";

  readonly #envelope = new JsonEnvelope(FIELDS);
  readonly #kindText = new RepeatedText();
  readonly #connectionText = new RepeatedText();
  #kind: Kind = "recv";
  #headerLine = 0;

  scan(line: Line): boolean {
    if (line.start === line.end) return false;
    if (this.#headerLine === 0) this.#readHeader(line);
    if (line.number === this.#headerLine) return false;
    if (startsWith(line.bytes, line.start, line.end, HEADER_START)) {
      throw badRecord(line, "a second header", "one header: captures that were joined have to be split again");
    }

    this.#envelope.read(line);
    const { ts, conn } = this.#envelope.fields;
    this.#kind = this.#readKind(line);
    for (const name of FIELDS) {
      if (this.#envelope.fields[name].present && !FIELDS_OF[this.#kind].has(name)) {
        throw badRecord(line, `field "${name}" does not belong to "${this.#kind}"`, expectedOf(this.#kind));
      }
    }
    if (!ts.present || ts.kind !== "number") throw badTime(line, 'field "ts" is not a number');
    if (this.time.read(line.bytes, ts.start, ts.end) !== ts.end) throw badTime(line, 'field "ts" is no receive time');
    const connection = this.#connectionText.decode(line.bytes, ...this.#string(line, "conn", conn));
    if (connection === undefined || connection === "" || connection.includes("\\")) {
      throw badRecord(line, 'field "conn" is no name', "a name in UTF-8, without escapes");
    }
    if (conn.end - conn.start > LIMITS.nameBytes)
      throw badRecord(line, 'field "conn" is too long for a name', `at most ${LIMITS.nameBytes} bytes`);
    this.lane = this.#kind === "http" ? undefined : connection;
    return true;
  }

  record(line: Line, at: Instant, source: number): TrafficRecord {
    const { addr, url, b64 } = this.#envelope.fields;
    const connection = this.lane ?? "";
    switch (this.#kind) {
      case "recv":
        return { kind: "frame", at, source, connection, bytes: this.#payload(line), binary: b64.present };
      case "send":
        return { kind: "send", at, source, connection, bytes: this.#payload(line) };
      case "connect":
        return { kind: "connect", at, source, connection, address: this.#text(line, "addr", addr) };
      case "http":
        return { kind: "rest", at, source, url: this.#text(line, "url", url), bytes: this.#payload(line) };
    }
  }

  /** The header is an ordinary JSON document: it is small, and nothing in it needs its decimals. */
  #readHeader(line: Line): void {
    const header = parseJsonObject(line.bytes.subarray(line.start, line.end));
    if (header?.["t"] !== "header") throw badRecord(line, "not a header", 'a line {"t":"header",…}');
    if (header["format"] !== 2) throw badRecord(line, `format ${JSON.stringify(header["format"])}`, "format 2");
    const exchange = header["exchange"];
    if (typeof exchange !== "string" || !/^[A-Za-z0-9_.-]{1,64}$/.test(exchange)) {
      throw badRecord(line, 'field "exchange" is no name', "1 to 64 letters, digits, underscores, points or dashes");
    }
    this.venue = venueOfExchange(exchange);
    this.config = decodeUtf8(line.bytes.subarray(line.start, line.end)) ?? "";
    this.#headerLine = line.number;
  }

  #readKind(line: Line): Kind {
    const { t } = this.#envelope.fields;
    const text = this.#kindText.decode(line.bytes, ...this.#string(line, "t", t));
    const kind = KINDS.find((candidate) => candidate === text);
    if (kind !== undefined) return kind;
    throw badRecord(line, `kind ${JSON.stringify(text)} is not known`, `one of ${KINDS.join(", ")}`);
  }

  #payload(line: Line): Uint8Array {
    const { data, b64 } = this.#envelope.fields;
    if (data.present === b64.present) throw badRecord(line, 'not one of "data" and "b64"', expectedOf(this.#kind));
    if (data.present) return this.#decoded(line, "data", data);
    const bytes = decodeBase64(this.#decoded(line, "b64", b64));
    if (bytes === undefined) throw badRecord(line, 'field "b64" is not base64', "padded base64");
    return bytes;
  }

  #text(line: Line, name: Field, field: FieldSpan): string {
    if (field.end - field.start > LIMITS.textBytes)
      throw badRecord(line, `field "${name}" is too long`, `at most ${LIMITS.textBytes} bytes`);
    return decodeUtf8(this.#decoded(line, name, field)) ?? ""; // what was decoded is UTF-8
  }

  #decoded(line: Line, name: Field, field: FieldSpan): Uint8Array {
    const bytes = decodeJsonString(line.bytes, ...this.#string(line, name, field));
    if (typeof bytes === "string") throw badRecord(line, `field "${name}": ${bytes}`, "a JSON string");
    return bytes;
  }

  #string(line: Line, name: Field, field: FieldSpan): [start: number, end: number] {
    if (!field.present) throw badRecord(line, `field "${name}" is missing`, "it in every record of this kind");
    if (field.kind !== "string") throw badRecord(line, `field "${name}" is not a string`, "a JSON string");
    return [field.start, field.end];
  }
}

const expectedOf = (kind: Kind): string => `only the fields ${[...FIELDS_OF[kind]].join(", ")}, and one payload`;
