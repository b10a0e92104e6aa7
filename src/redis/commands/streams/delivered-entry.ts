import { headerLength, wordLength } from "../../persistence/resp-command.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, LoggedChange } from "../../server/command.ts";
import { digitsOf, type Uint64 } from "../../server/uint64.ts";
import type { Delivery } from "../../streams/consumer-group.ts";
import { digitsOfId } from "../../streams/stream-id.ts";
import { counterReply } from "./entry-reply.ts";
import { deliveryForm } from "./propagation.ts";
import { groupAt, noKeyOrGroup, type GroupPlace } from "./stream-access.ts";
import { claimEntries } from "./xclaim.ts";

/** Of what all have: how many words there are, XCLAIM, 0, TIME, RETRYCOUNT, FORCE, JUSTID, LASTID. */
const FIXED_LENGTH = [6, 1, 4, 10, 5, 6, 6].reduce((sum, bytes) => sum + wordLength(bytes), headerLength(14));

/** XCLAIM of an entry that a group was given as the next one: to whom, when and for which time. */
export class DeliveredEntry implements LoggedChange {
  readonly #key: Bytes;
  readonly #group: Bytes;
  readonly #consumer: Bytes;
  readonly #ms: Uint64;
  readonly #seq: Uint64;
  readonly #at: number;
  readonly #count: Uint64;

  constructor({ key, group }: GroupPlace, ms: Uint64, seq: Uint64, { consumer, at, count }: Delivery) {
    this.#key = key;
    this.#group = group.name;
    this.#consumer = consumer.name;
    this.#ms = ms;
    this.#seq = seq;
    this.#at = at;
    this.#count = count;
  }

  get words(): readonly Bytes[] {
    const id = `${this.#ms}-${this.#seq}`;
    const delivery = { key: this.#key, group: this.#group, consumer: this.#consumer, at: this.#at, count: this.#count };
    return deliveryForm(delivery, id, id);
  }

  get respLength(): number {
    const names = wordLength(this.#key.length) + wordLength(this.#group.length) + wordLength(this.#consumer.length);
    const count = typeof this.#count === "number" ? digitsOf(this.#count) : String(counterReply(this.#count)).length;
    const ids = 2 * wordLength(digitsOfId(this.#ms, this.#seq));
    return FIXED_LENGTH + names + ids + wordLength(digitsOf(this.#at)) + wordLength(count);
  }

  redo(context: CommandContext): void {
    const place = groupAt(context, this.#key, this.#group);
    if (place === undefined) throw noKeyOrGroup(this.#key, this.#group);
    const id = { ms: this.#ms, seq: this.#seq };
    claimEntries(context, place, this.#consumer, {
      ids: [id], minIdle: 0, force: true, last: id, justIds: true,
      at: Math.min(this.#at, context.nowMs), count: counterReply(this.#count) < 0 ? undefined : this.#count,
    });
  }
}
