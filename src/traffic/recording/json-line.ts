import { Buffer, isUtf8 } from "node:buffer";
import { WavetankError } from "../../kernel/error.ts";
import type { RecordingHeader, TrafficRecord } from "../record.ts";
import { RECORDING_FORMAT } from "./limits.ts";
import { isInstant } from "./prelude.ts";
import { formatUtc } from "./utc.ts";

/** The header as the line before the records. The epoch is a text, because JSON's numbers cannot hold it. */
export function headerToJson(header: RecordingHeader): string {
  const { version, epochUnixNs, origin } = header;
  const sources = header.sources.map(({ venue, config }) => ({ venue, config }));
  return JSON.stringify({
    kind: "header",
    format: RECORDING_FORMAT,
    version,
    epochUnixNs: String(epochUnixNs),
    utc: formatUtc(epochUnixNs),
    origin,
    sources,
  });
}

/**
 * Reads a line of headerToJson.
 *
 * @throws {WavetankError} E_RECORDING_JSON - not JSON, or not such a header.
 */
export function headerFromJson(line: string): RecordingHeader {
  const fields = parseObject(line);
  field(fields, "kind", (value): value is "header" => value === "header", '"header"');
  const version = field(fields, "version", (value): value is 1 => value === 1, "1");
  const epoch = text(fields, "epochUnixNs");
  if (!/^-?\d{1,19}$/.test(epoch)) refuse(epoch, "its epochUnixNs is no integer", "Unix nanoseconds in decimal");
  const sources = field(fields, "sources", (value): value is readonly unknown[] => Array.isArray(value), "an array");
  return {
    version,
    epochUnixNs: BigInt(epoch),
    origin: text(fields, "origin"),
    sources: sources.map((source) => {
      const entry = objectFields(source, line);
      return { venue: text(entry, "venue"), config: text(entry, "config") };
    }),
  };
}

/** The fields of each kind beside `at`, `kind` and `source`. `body` stands for one of `text` and `base64`. */
const FIELDS: Readonly<Record<TrafficRecord["kind"], readonly string[]>> = {
  frame: ["connection", "binary", "body"],
  connect: ["connection", "address"],
  disconnect: ["connection", "reason"],
  send: ["connection", "body"],
  rest: ["url", "body"],
};

/** Written for people and left out of account when a line is read: they follow from `at`, `source` and the header. */
const DERIVED = new Set(["utc", "venue"]);

/**
 * A record as one line of JSON without its line end: `at` in nanoseconds and as UTC, the venue by name, and the bytes
 * as `text` where they are UTF-8 (and no binary frame), else as `base64`. `recordFromJson` gives the same record back.
 */
export function recordToJson(record: TrafficRecord, header: RecordingHeader): string {
  const { at, kind, source } = record;
  const utc = formatUtc(header.epochUnixNs + BigInt(at));
  const start = { at, utc, kind, source, venue: header.sources[source]?.venue };
  switch (record.kind) {
    case "frame":
      return JSON.stringify({ ...start, connection: record.connection, binary: record.binary, ...body(record) });
    case "connect":
      return JSON.stringify({ ...start, connection: record.connection, address: record.address });
    case "disconnect":
      return JSON.stringify({ ...start, connection: record.connection, reason: record.reason });
    case "send":
      return JSON.stringify({ ...start, connection: record.connection, ...body(record) });
    case "rest":
      return JSON.stringify({ ...start, url: record.url, ...body(record) });
  }
}

type Body = { readonly text: string } | { readonly base64: string };

function body(record: { readonly bytes: Uint8Array; readonly binary?: boolean }): Body {
  const bytes = Buffer.from(record.bytes.buffer, record.bytes.byteOffset, record.bytes.length);
  const asText = record.binary !== true && isUtf8(record.bytes);
  return asText ? { text: bytes.toString("utf8") } : { base64: bytes.toString("base64") };
}

/**
 * Reads a line of recordToJson, or one written by hand.
 *
 * @throws {WavetankError} E_RECORDING_JSON - not JSON, or not exactly the fields that its kind has.
 */
export function recordFromJson(line: string): TrafficRecord {
  const fields = parseObject(line);
  const at = field(fields, "at", isAt, "an integer");
  const source = field(fields, "source", isNatural, "an integer of at least 0");
  const kind = field(fields, "kind", isKind, `one of ${Object.keys(FIELDS).join(", ")}`);
  checkNoOther(fields, kind);
  if (kind === "rest") return { kind, at, source, url: text(fields, "url"), bytes: readBody(fields) };

  const connection = text(fields, "connection");
  switch (kind) {
    case "connect":
      return { kind, at, source, connection, address: text(fields, "address") };
    case "disconnect":
      return { kind, at, source, connection, reason: text(fields, "reason") };
    case "send":
      return { kind, at, source, connection, bytes: readBody(fields) };
    case "frame": {
      const binary = field(fields, "binary", (value): value is boolean => typeof value === "boolean", "true or false");
      return { kind, at, source, connection, bytes: readBody(fields), binary };
    }
  }
}

type Fields = ReadonlyMap<string, unknown>;

function parseObject(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    refuse(line, `it is not JSON (${(error as Error).message})`, "one JSON object");
  }
  return objectFields(value, line);
}

function objectFields(value: unknown, line: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(line, "it is no object", "a JSON object");
  }
  return new Map(Object.entries(value));
}

function checkNoOther(fields: Fields, kind: TrafficRecord["kind"]): void {
  const known = new Set(["at", "kind", "source", ...FIELDS[kind]]);
  const hasBody = known.delete("body");
  for (const name of fields.keys()) {
    if (known.has(name) || DERIVED.has(name) || (hasBody && (name === "text" || name === "base64"))) continue;
    refuse(name, `a ${kind} has no field "${name}"`, [...known, ...(hasBody ? ["text or base64"] : [])].join(", "));
  }
}

function readBody(fields: Fields): Uint8Array {
  if (fields.has("text") === fields.has("base64")) {
    refuse("text", "both or neither of text and base64 are there", "one of them");
  }
  if (fields.has("text")) return Uint8Array.from(Buffer.from(text(fields, "text"), "utf8"));
  const encoded = text(fields, "base64");
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.toString("base64") !== encoded) {
    refuse(encoded, "base64 holds something else", "padded base64 without spaces");
  }
  return Uint8Array.from(bytes);
}

const text = (fields: Fields, name: string): string =>
  field(fields, name, (value): value is string => typeof value === "string", "a text");

function field<T>(fields: Fields, name: string, is: (value: unknown) => value is T, expected: string): T {
  const value = fields.get(name);
  if (is(value)) return value;
  return refuse(name, fields.has(name) ? `its ${name} is ${JSON.stringify(value)}` : `it has no ${name}`,
    `${name}: ${expected}`);
}

const isAt = (value: unknown): value is number => typeof value === "number" && isInstant(value);

const isNatural = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isKind = (value: unknown): value is TrafficRecord["kind"] =>
  typeof value === "string" && Object.hasOwn(FIELDS, value);

function refuse(near: string, found: string, expected: string): never {
  throw new WavetankError("E_RECORDING_JSON", `this line is not of a recording: ${found}`, {
    where: near.length > 80 ? `${near.slice(0, 80)}…` : near,
    expected,
  });
}
