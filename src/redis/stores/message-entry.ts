import type { CarriedMessage, Sender, SentMessage, StreamEntry } from "../../bus/store.ts";
import { EnhancedWriter } from "../../bus/wire/single-layouts.ts";
import type { Fields, LazyEntry } from "../streams/entry.ts";
import { stringElement, textElement } from "../streams/listpack-size.ts";
import { readFields } from "./text-fields.ts";

/** The names of the enhanced layout, at even places. */
const NAMES: Fields = ["topic", "", "type", "", "payload", "", "encoding", "", "origin", "", "key", ""];
const NAMES_LENGTH = NAMES.join("").length;

/** What the messages of one topic, type and key have in common, in ASCII. */
class MessageForm implements Sender {
  readonly topic: string;
  readonly type: string;
  readonly encoding: string;
  readonly key: string;
  readonly priority: SentMessage["priority"];
  readonly producer: string;
  readonly epoch: number;
  /** Bytes of names and values, without payload and the digits of the sequence number. */
  readonly size: number;
  /** The length of `origin` without those digits, and bytes of the other texts in a listpack. */
  readonly originLength: number;
  readonly textElements: number;

  constructor({ topic, type, encoding, key, priority }: SentMessage, { producer, epoch }: Sender) {
    this.topic = topic;
    this.type = type;
    this.encoding = encoding;
    this.key = key;
    this.priority = priority;
    this.producer = producer;
    this.epoch = epoch;
    this.originLength = `${epoch}--${priority}-${producer}`.length;
    this.size = NAMES_LENGTH + topic.length + type.length + encoding.length + this.originLength + key.length;
    this.textElements = stringElement(topic) + stringElement(type) + stringElement(encoding) + stringElement(key);
  }

  fits({ type, encoding, key, priority }: SentMessage, { producer, epoch }: Sender): boolean {
    return this.type === type && this.key === key && this.encoding === encoding && this.priority === priority &&
      this.producer === producer && this.epoch === epoch;
  }
}

/** A message as a stream holds it: what only it has, and its form. Its fields are those of the enhanced layout. */
export class MessageEntry implements LazyEntry, CarriedMessage {
  readonly #form: MessageForm;
  readonly sequence: number;
  readonly payload: Uint8Array;

  constructor(form: MessageForm, { sequence, payload }: SentMessage) {
    this.#form = form;
    this.sequence = sequence;
    this.payload = payload;
  }

  get topic(): string {
    return this.#form.topic;
  }

  get type(): string {
    return this.#form.type;
  }

  get encoding(): string {
    return this.#form.encoding;
  }

  get key(): string {
    return this.#form.key;
  }

  get priority(): SentMessage["priority"] {
    return this.#form.priority;
  }

  get producer(): string {
    return this.#form.producer;
  }

  get epoch(): number {
    return this.#form.epoch;
  }

  get names(): Fields {
    return NAMES;
  }

  get size(): number {
    return this.#form.size + digitsOf(this.sequence) + this.payload.length;
  }

  get valueElements(): number {
    const { textElements, originLength } = this.#form;
    return textElements + stringElement(this.payload) + textElement(originLength + digitsOf(this.sequence));
  }

  get fields(): Fields {
    return new EnhancedWriter(this.#form).fields(this);
  }
}

/** A message as a reader gets it. */
export class DeliveredMessage implements StreamEntry {
  readonly ms: StreamEntry["ms"];
  readonly seq: StreamEntry["seq"];
  readonly message: MessageEntry;

  constructor(ms: StreamEntry["ms"], seq: StreamEntry["seq"], message: MessageEntry) {
    this.ms = ms;
    this.seq = seq;
    this.message = message;
  }

  get fields(): StreamEntry["fields"] {
    return readFields(this.message.fields);
  }
}

/** Topics whose form is remembered. */
const MAX_FORMS = 65_536;

/** Makes entries of messages, and one form for those that share it. */
export class MessageForms {
  readonly #forms = new Map<string, MessageForm>();

  /** Undefined when a text is not ASCII: fields are bytes, and a text's must be made then. */
  entriesOf(messages: readonly SentMessage[], sender: Sender): readonly MessageEntry[] | undefined {
    const entries: MessageEntry[] = [];
    for (let i = 0; i < messages.length; i++) {
      const message = messages[i] as SentMessage;
      let form = this.#forms.get(message.topic);
      if (form?.fits(message, sender) !== true) {
        if (!isAscii(message, sender)) return undefined;
        if (this.#forms.size >= MAX_FORMS) this.#forms.clear();
        this.#forms.set(message.topic, (form = new MessageForm(message, sender)));
      }
      entries.push(new MessageEntry(form, message));
    }
    return entries;
  }
}

const ASCII = /^[\0-\x7f]*$/;

const isAscii = ({ topic, type, encoding, key }: SentMessage, { producer }: Sender): boolean =>
  [topic, type, encoding, key, producer].every((text) => ASCII.test(text));

function digitsOf(value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits++;
  return digits;
}
