import { WavetankError } from "../kernel/error.ts";
import { formatEntryId } from "./entry-id.ts";
import type { BusMessage, ConsumedMessage } from "./message.ts";
import { perPriority, priorityName, type PerPriority, type Priority } from "./priority.ts";
import type { Fields, StreamEntry } from "./store.ts";

/**
 * A message as a stream entry. The first four fields are NautilusTrader's (`topic`, `type`, `payload`, `encoding`, in
 * that order; crates/infrastructure/src/redis/msgbus.rs), so its readers understand the entry and skip the rest.
 *
 * `origin` is `<epoch>-<sequence>-<priority>-<producer>`: what makes loss, duplication and reordering decidable.
 */
const ENCODING = "msgpack";

/** Wraps the messages of one producer's life. */
export class EnvelopeWriter {
  readonly #epoch: string;
  /** What follows the sequence number, by priority. */
  readonly #tails: PerPriority<string>;

  constructor(producer: string, epoch: number) {
    this.#epoch = `${epoch}-`;
    this.#tails = perPriority((priority) => `-${priority}-${producer}`);
  }

  fields(message: BusMessage): Fields {
    const tail = this.#tails[priorityName(message.priority)];
    return [
      "topic", message.topic,
      "type", message.type,
      "payload", message.payload,
      "encoding", ENCODING,
      "origin", this.#epoch + message.sequence + tail,
      "key", message.key,
    ];
  }
}

/**
 * @throws {WavetankError} E_ENVELOPE - a field is missing or is not what an EnvelopeWriter writes: somebody else's entry.
 */
export function fromEntry(entry: StreamEntry): ConsumedMessage {
  const { fields } = entry;
  // The order of EnvelopeWriter; anything else takes the slower way.
  const ordered = fields.length === 12 && fields[0] === "topic" && fields[4] === "payload" && fields[8] === "origin" &&
    fields[10] === "key";
  const origin = text(entry, ordered ? fields[9] : valueOf(fields, "origin"), "origin");
  const first = origin.indexOf("-");
  const second = origin.indexOf("-", first + 1);
  const third = origin.indexOf("-", second + 1);
  if (first < 1 || second < 0 || third < 0) throw malformed(entry, `origin is "${origin.slice(0, 80)}"`);
  const payload = ordered ? fields[5] : valueOf(fields, "payload");
  if (!(payload instanceof Uint8Array)) throw malformed(entry, "payload is not bytes");
  return {
    entry,
    topic: text(entry, ordered ? fields[1] : valueOf(fields, "topic"), "topic"),
    type: text(entry, ordered ? fields[3] : valueOf(fields, "type"), "type"),
    payload,
    encoding: text(entry, ordered ? fields[7] : valueOf(fields, "encoding"), "encoding"),
    priority: priorityOf(entry, natural(entry, origin, second + 1, third)),
    key: text(entry, ordered ? fields[11] : valueOf(fields, "key"), "key"),
    producer: origin.slice(third + 1),
    epoch: natural(entry, origin, 0, first),
    sequence: natural(entry, origin, first + 1, second),
  };
}

function valueOf(fields: Fields, name: string): string | Uint8Array | undefined {
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i] === name) return fields[i + 1];
  return undefined;
}

function text(entry: StreamEntry, value: string | Uint8Array | undefined, name: string): string {
  if (typeof value === "string") return value;
  throw malformed(entry, `field ${name} is ${value === undefined ? "missing" : "not text"}`);
}

/** The digits of `origin` in [from, to) as a number, without making a substring. */
function natural(entry: StreamEntry, origin: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = origin.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) throw malformed(entry, `origin is "${origin.slice(0, 80)}"`);
    value = value * 10 + digit;
  }
  if (from === to || value > Number.MAX_SAFE_INTEGER) throw malformed(entry, `origin is "${origin.slice(0, 80)}"`);
  return value;
}

function priorityOf(entry: StreamEntry, value: number): Priority {
  if (value === 0 || value === 1 || value === 2 || value === 3) return value;
  throw malformed(entry, `priority is ${value}`);
}

const malformed = (entry: StreamEntry, found: string): WavetankError =>
  new WavetankError("E_ENVELOPE", `entry ${formatEntryId(entry)} is not one of ours: ${found}`, {
    expected: "topic, type, payload, encoding, origin (epoch-sequence-priority-producer), key",
    hint: "the stream is shared with a writer of another layout",
  });
