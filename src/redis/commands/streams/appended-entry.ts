import { headerLength, wordLength } from "../../persistence/resp-command.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, LoggedChange } from "../../server/command.ts";
import { ReplyError } from "../../server/reply.ts";
import type { Uint64 } from "../../server/uint64.ts";
import { fieldsAsBytes, fieldsOf, type HeldEntry } from "../../streams/entry.ts";
import { compareIds, digitsOfId } from "../../streams/stream-id.ts";
import { streamFor } from "./stream-access.ts";
import { StreamSettings } from "./stream-settings.ts";

const XADD = "XADD";

/** XADD with the id that the entry got. The entry is one and the same for all servers that hold it. */
export class AppendedEntry implements LoggedChange {
  readonly #key: Bytes;
  readonly #ms: Uint64;
  readonly #seq: Uint64;
  readonly #entry: HeldEntry;

  constructor(key: Bytes, ms: Uint64, seq: Uint64, entry: HeldEntry) {
    this.#key = key;
    this.#ms = ms;
    this.#seq = seq;
    this.#entry = entry;
  }

  get words(): readonly Bytes[] {
    return [XADD, this.#key, `${this.#ms}-${this.#seq}`, ...fieldsAsBytes(fieldsOf(this.#entry))];
  }

  get respLength(): number {
    const fields = fieldsOf(this.#entry);
    const before = headerLength(3 + fields.length) + wordLength(XADD.length) + wordLength(this.#key.length);
    let length = before + wordLength(digitsOfId(this.#ms, this.#seq));
    for (let i = 0; i < fields.length; i++) length += wordLength((fields[i] as Bytes | Uint8Array).length);
    return length;
  }

  redo(context: CommandContext): void {
    const stream = streamFor(context, this.#key);
    if (compareIds(this.#ms, this.#seq, stream.lastMs, stream.lastSeq) <= 0) {
      throw new ReplyError("ERR The ID specified in XADD is equal or smaller than the target stream top item");
    }
    stream.appendAt(this.#ms, this.#seq, this.#entry, context.server.part(StreamSettings).limits);
    context.changed();
    context.db.touch(this.#key);
    context.db.ready(this.#key);
  }
}
