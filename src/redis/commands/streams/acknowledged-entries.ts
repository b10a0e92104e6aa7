import { headerLength, wordLength } from "../../persistence/resp-command.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, LoggedChange } from "../../server/command.ts";
import { digitsOfId, textOfId, type StreamId } from "../../streams/stream-id.ts";
import { groupAt } from "./stream-access.ts";

const XACK = "XACK";

/** XACK of ids as they come from a reader. */
export class AcknowledgedEntries implements LoggedChange {
  readonly #key: Bytes;
  readonly #group: Bytes;
  readonly #ids: readonly StreamId[];

  constructor(key: Bytes, group: Bytes, ids: readonly StreamId[]) {
    this.#key = key;
    this.#group = group;
    this.#ids = ids;
  }

  get words(): readonly Bytes[] {
    return [XACK, this.#key, this.#group, ...this.#ids.map(textOfId)];
  }

  get respLength(): number {
    let length = headerLength(3 + this.#ids.length) + wordLength(XACK.length);
    length += wordLength(this.#key.length) + wordLength(this.#group.length);
    for (const { ms, seq } of this.#ids) length += wordLength(digitsOfId(ms, seq));
    return length;
  }

  redo(context: CommandContext): void {
    const acknowledged = groupAt(context, this.#key, this.#group)?.group.acknowledgeIds(this.#ids) ?? 0;
    if (acknowledged > 0) context.changed(acknowledged);
  }
}
