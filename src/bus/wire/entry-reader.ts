import { Buffer } from "node:buffer";
import { WavetankError } from "../../kernel/error.ts";
import { formatEntryId } from "../entry-id.ts";
import type { ConsumedMessage } from "../message.ts";
import type { CarriedMessage, StreamEntry } from "../store.ts";
import { valueOf } from "./field-value.ts";
import { priorityRule, type PriorityRule } from "./foreign-priority.ts";
import { parseOrigin } from "./origin.ts";
import { isPacked, unpack } from "./packed-reader.ts";

/**
 * Reads entries of every layout, mixed. Fields may come in any order and unknown ones are ignored; `topic` and
 * `payload` must be there; without `type` it is "", without `encoding` it is "json", without `key` it is the topic.
 */
export class EntryReader {
  readonly #stream: string;
  readonly #priorityOf: PriorityRule;

  /** `stream` names what the entries are of: part of the identity of those without origin. */
  constructor(stream: string, priorityOf: PriorityRule = priorityRule()) {
    this.#stream = stream;
    this.#priorityOf = priorityOf;
  }

  /** @throws {WavetankError} E_ENVELOPE - the entry carries no message, or its header and its content disagree. */
  read(entry: StreamEntry): readonly ConsumedMessage[] {
    return entry.message === undefined && isPacked(entry.fields) ? this.readPacked(entry) : [this.readSingle(entry)];
  }

  /** @throws {WavetankError} E_ENVELOPE */
  readPacked(entry: StreamEntry): readonly ConsumedMessage[] {
    try {
      return unpack(entry);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw malformed(entry, error.message);
    }
  }

  /** @throws {WavetankError} E_ENVELOPE */
  readSingle(entry: StreamEntry): ConsumedMessage {
    if (entry.message !== undefined) return carried(entry, entry.message);
    const { fields } = entry;
    // As the bus and NautilusTrader write; anything else takes the slower way.
    const usual = fields[0] === "topic" && fields[2] === "type" && fields[4] === "payload" && fields[6] === "encoding";
    const ours = usual && fields.length === 12 && fields[8] === "origin" && fields[10] === "key";
    const theirs = usual && fields.length === 8;
    const inPlace = ours || theirs;
    const topic = required(entry, inPlace ? fields[1] : valueOf(fields, "topic"), "topic");
    const payload = inPlace ? fields[5] : valueOf(fields, "payload");
    if (payload === undefined) throw malformed(entry, "field payload is missing");
    const type = optional(inPlace ? fields[3] : valueOf(fields, "type"), "");
    const origin = ours ? fields[9] : (theirs ? undefined : valueOf(fields, "origin"));
    const known = origin === undefined ? undefined : parseOrigin(asText(origin));
    if (known === undefined && origin !== undefined)
      throw malformed(entry, `origin is "${asText(origin).slice(0, 80)}"`);
    return {
      entry,
      position: 0,
      topic,
      type,
      payload: typeof payload === "string" ? Buffer.from(payload) : payload,
      encoding: optional(inPlace ? fields[7] : valueOf(fields, "encoding"), "json"),
      priority: known === undefined ? this.#priorityOf(topic, type) : known.priority,
      key: optional(ours ? fields[11] : (theirs ? undefined : valueOf(fields, "key")), topic),
      foreign: known === undefined,
      producer: known === undefined ? this.#stream : known.producer,
      epoch: known === undefined ? Number(entry.ms) : known.epoch,
      sequence: known === undefined ? Number(entry.seq) : known.sequence,
    };
  }
}

/** What reading its fields would give. */
function carried(entry: StreamEntry, message: CarriedMessage): ConsumedMessage {
  return {
    entry,
    position: 0,
    topic: message.topic,
    type: message.type,
    payload: message.payload,
    encoding: message.encoding,
    priority: message.priority,
    key: message.key,
    foreign: false,
    producer: message.producer,
    epoch: message.epoch,
    sequence: message.sequence,
  };
}

function required(entry: StreamEntry, value: string | Uint8Array | undefined, name: string): string {
  if (value === undefined) throw malformed(entry, `field ${name} is missing`);
  return asText(value);
}

const optional = (value: string | Uint8Array | undefined, otherwise: string): string =>
  value === undefined ? otherwise : asText(value);

const asText = (value: string | Uint8Array): string =>
  typeof value === "string" ? value : Buffer.from(value).toString("utf8");

const malformed = (entry: StreamEntry, found: string): WavetankError =>
  new WavetankError("E_ENVELOPE", `entry ${formatEntryId(entry)} carries no message: ${found}`, {
    expected:
      "topic and payload, with type, encoding, origin (epoch-sequence-priority-producer) and key if known; or a packed entry",
    hint: "somebody else writes to the stream",
  });
