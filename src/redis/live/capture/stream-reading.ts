import { parseEntryId, type EntryId } from "../../../bus/entry-id.ts";
import { WavetankError } from "../../../kernel/error.ts";

/** An entry as it is in the stream, every byte. */
export interface ReadEntry extends EntryId {
  readonly id: string;
  readonly fields: readonly Buffer[];
}

/** What the server says about a stream. */
export interface StreamInfo {
  readonly length: number;
  /** Of the last entry ever added. */
  readonly lastId: EntryId;
  /** Of the oldest entry that is there. */
  readonly firstId: EntryId | undefined;
  /** Entries added in the stream's life; undefined from servers before version 7. */
  readonly added: number | undefined;
}

/** A stream at one instant. `info`: undefined when there is no stream of that key. */
export interface StreamReading {
  readonly info: StreamInfo | undefined;
  /** The first ones after the position that was asked for. */
  readonly entries: readonly ReadEntry[];
}

const ENTRY_ID = /^(0|[1-9]\d{0,19})-(0|[1-9]\d{0,19})$/;

/** Of a reply to XINFO STREAM. @throws {WavetankError} E_CAPTURE_REPLY */
export function streamInfoOf(reply: unknown): StreamInfo {
  const pairs = arrayOf(reply, "XINFO STREAM");
  const named = new Map<string, unknown>();
  for (let at = 0; at + 1 < pairs.length; at += 2) named.set(textOf(pairs[at], "XINFO STREAM"), pairs[at + 1]);
  const length = named.get("length");
  const added = named.get("entries-added");
  const first = named.get("first-entry");
  if (!isCount(length) || (added !== undefined && !isCount(added)))
    throw foreignReply("XINFO STREAM", "counts that are none");
  return {
    length, added, lastId: entryId(textOf(named.get("last-generated-id"), "XINFO STREAM")),
    firstId:
      first === null || first === undefined
        ? undefined
        : entryId(textOf(arrayOf(first, "XINFO STREAM")[0], "XINFO STREAM")),
  };
}

/**
 * The entries by stream, whose keys are binary strings, of a reply to XREAD. @throws {WavetankError} E_CAPTURE_REPLY
 */
export function entriesByStream(reply: unknown): ReadonlyMap<string, readonly ReadEntry[]> {
  if (reply === null) return new Map();
  return new Map(arrayOf(reply, "XREAD").map((stream) => {
    const [key, entries] = arrayOf(stream, "XREAD");
    return [textOf(key, "XREAD"), arrayOf(entries, "XREAD").map(entryOf)];
  }));
}

function entryOf(raw: unknown): ReadEntry {
  const [id, values] = arrayOf(raw, "XREAD");
  const text = textOf(id, "XREAD");
  const fields = arrayOf(values, "XREAD");
  if (fields.length % 2 !== 0 || !fields.every((field) => Buffer.isBuffer(field)))
    throw foreignReply("XREAD", "an entry without fields");
  return { ...entryId(text), id: text, fields };
}

/** @throws {WavetankError} E_CAPTURE_REPLY */
export function arrayOf(value: unknown, command: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw foreignReply(command, "something else than an array");
}

/** Bytes as a binary string. @throws {WavetankError} E_CAPTURE_REPLY */
export function textOf(value: unknown, command: string): string {
  if (Buffer.isBuffer(value)) return value.toString("latin1");
  throw foreignReply(command, "something else than a string");
}

export const foreignReply = (command: string, found: string): WavetankError =>
  new WavetankError("E_CAPTURE_REPLY", `the server answers ${command} with ${found}`, {
    expected: "a Redis or Valkey server", hint: "is the address that of something else, or of a proxy?",
  });

function entryId(text: string): EntryId {
  if (!ENTRY_ID.test(text)) throw foreignReply("a question for an entry", `the id "${text.slice(0, 48)}"`);
  return parseEntryId(text);
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
