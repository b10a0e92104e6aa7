import { parseEntryId } from "../bus/entry-id.ts";
import type { StreamEntry } from "../bus/store.ts";
import { EntryFrameCursor } from "../traffic/bus/entry-frame.ts";
import { TextCache } from "../traffic/bus/text-cache.ts";

/** Reads captured frames as entries of a stream. Payloads are views of the frame. */
export class CapturedEntries {
  readonly #texts = new TextCache();

  /** @throws {RangeError} the frame holds no entry. */
  read(frame: Uint8Array): StreamEntry {
    const cursor = new EntryFrameCursor(frame);
    const { ms, seq } = parseEntryId(cursor.id());
    const fields: (string | Uint8Array)[] = [];
    for (let left = cursor.fieldCount(); left > 0; left -= 2) {
      cursor.next();
      const name = this.#texts.text(frame, cursor.from, cursor.to);
      cursor.next();
      fields.push(
        name,
        name === "payload" ? frame.subarray(cursor.from, cursor.to) : this.#texts.text(frame, cursor.from, cursor.to),
      );
    }
    cursor.end();
    return { ms, seq, fields };
  }
}
