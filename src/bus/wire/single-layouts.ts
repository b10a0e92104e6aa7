import { perPriority, priorityName, type PerPriority } from "../priority.ts";
import type { Fields } from "../store.ts";
import type { EntryWriter, OutgoingMessage, Producer } from "./entry-writer.ts";

/** One entry a message. */
abstract class SingleWriter implements EntryWriter {
  write(messages: readonly OutgoingMessage[]): readonly Fields[] {
    return messages.map((message) => this.fields(message));
  }

  carried(_entries: readonly Fields[], count: number): number {
    return count;
  }

  abstract fields(message: OutgoingMessage): Fields;
}

/**
 * As NautilusTrader's Python bus writes (v1): the type is empty and the encoding says `json`, whatever the payload is.
 * Its own readers go by their configuration.
 */
export class NautilusV1Writer extends SingleWriter {
  fields({ topic, payload }: OutgoingMessage): Fields {
    return ["topic", topic, "type", "", "payload", payload, "encoding", "json"];
  }
}

/** As NautilusTrader's Rust bus writes: type and encoding are true, and its readers skip messages without a type. */
export class NautilusRustWriter extends SingleWriter {
  fields({ topic, type, payload, encoding }: OutgoingMessage): Fields {
    return ["topic", topic, "type", type, "payload", payload, "encoding", encoding];
  }
}

/**
 * NautilusTrader's four fields in its order, so that its readers understand the entry and skip the rest, and then
 * `origin` and `key`: see origin.ts.
 */
export class EnhancedWriter extends SingleWriter {
  readonly #epoch: string;
  /** What follows the sequence number, by priority. */
  readonly #tails: PerPriority<string>;

  constructor({ producer, epoch }: Producer) {
    super();
    this.#epoch = `${epoch}-`;
    this.#tails = perPriority((priority) => `-${priority}-${producer}`);
  }

  fields({ topic, type, payload, encoding, priority, key, sequence }: OutgoingMessage): Fields {
    const tail = this.#tails[priorityName(priority)];
    return [
      "topic", topic, "type", type, "payload", payload, "encoding", encoding, "origin", this.#epoch + sequence + tail,
      "key", key,
    ];
  }
}
