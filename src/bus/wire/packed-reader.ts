import type { ConsumedMessage } from "../message.ts";
import type { Fields, StreamEntry } from "../store.ts";
import { valueOf } from "./field-value.ts";
import { MessagePackWalker } from "./message-pack-walker.ts";
import { natural, priorityOf } from "./origin.ts";
import { MOST_PACKED, PACKED_WIDTH } from "./packed-layout.ts";

/** Bytes of a topic, a type, a key or the name of an encoding. */
const LONGEST_TEXT = 65_535;

/** Whether many messages are in the entry. One with a topic is a message of its own, whatever else it holds. */
export function isPacked(fields: Fields): boolean {
  if (fields[0] === "topic") return false;
  return valueOf(fields, "packed") !== undefined && valueOf(fields, "topic") === undefined;
}

/**
 * The messages of a packed entry, in order. Payloads are views of the entry's bytes. What it takes in time and memory
 * is bounded by the size of the entry, whatever the entry says.
 *
 * @throws {RangeError} what is not as PackedWriter writes it.
 */
export function unpack(entry: StreamEntry): readonly ConsumedMessage[] {
  const { count, epoch, first, producer, payload } = header(entry.fields);
  const walker = new MessagePackWalker(payload);
  const elements = walker.array();
  if (elements !== count + 1) throw new RangeError(`an array of ${elements} for ${count} messages`);
  const texts = textsOf(walker, count);
  const messages: ConsumedMessage[] = [];
  for (let position = 0; position < count; position++) {
    const width = walker.array();
    if (width !== PACKED_WIDTH) throw new RangeError(`message ${position} has ${width} elements, not ${PACKED_WIDTH}`);
    const topic = textAt(texts, walker.natural());
    const type = textAt(texts, walker.natural());
    const key = textAt(texts, walker.natural());
    const encoding = textAt(texts, walker.natural());
    const priority = priorityOf(walker.natural());
    if (priority === undefined) throw new RangeError(`message ${position} is of a priority that does not exist`);
    messages.push({
      entry, position, topic, type, payload: walker.bytes(), encoding, priority, key,
      foreign: false, producer, epoch, sequence: first + position,
    });
  }
  if (!walker.isAtEnd) throw new RangeError("bytes after the last message");
  return messages;
}

interface Header {
  readonly count: number;
  readonly epoch: number;
  readonly first: number;
  readonly producer: string;
  readonly payload: Uint8Array;
}

function header(fields: Fields): Header {
  const packed = String(valueOf(fields, "packed"));
  const count = natural(packed, 0, packed.length);
  if (count < 1 || count > MOST_PACKED)
    throw new RangeError(`"${packed.slice(0, 80)}" messages, not 1 to ${MOST_PACKED}`);
  const payload = valueOf(fields, "payload");
  if (!(payload instanceof Uint8Array)) throw new RangeError("no payload");
  return { count, payload, ...originOf(valueOf(fields, "origin"), count) };
}

function originOf(text: string | Uint8Array | undefined, count: number): Pick<Header, "epoch" | "first" | "producer"> {
  const origin = typeof text === "string" ? text : "";
  const dash = origin.indexOf("-");
  const second = origin.indexOf("-", dash + 1);
  const epoch = dash < 0 ? -1 : natural(origin, 0, dash);
  const first = second < 0 ? -1 : natural(origin, dash + 1, second);
  if (epoch < 0 || first < 0 || first > Number.MAX_SAFE_INTEGER - count)
    throw new RangeError(`origin is "${origin.slice(0, 80)}"`);
  return { epoch, first, producer: origin.slice(second + 1) };
}

function textsOf(walker: MessagePackWalker, count: number): readonly string[] {
  const length = walker.array();
  if (length > 4 * count) throw new RangeError(`${length} texts for ${count} messages`);
  const texts: string[] = [];
  while (texts.length < length) texts.push(walker.text(LONGEST_TEXT));
  return texts;
}

function textAt(texts: readonly string[], place: number): string {
  const text = texts[place];
  if (text === undefined) throw new RangeError(`text ${place} of ${texts.length}`);
  return text;
}
