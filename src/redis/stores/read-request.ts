import { Buffer } from "node:buffer";
import { formatEntryId } from "../../bus/entry-id.ts";
import type { GroupCursor, ReadRequest } from "../../bus/store.ts";

const NS_PER_MS = 1_000_000;

/** XACK, if there is something to acknowledge, and XREADGROUP, as they go over a connection. */
export function readRequest({ stream, group, consumer }: GroupCursor, { count, block, acknowledge }: ReadRequest): Buffer {
  let text = "";
  if (acknowledge.length > 0) {
    text = `*${3 + acknowledge.length}\r\n${word("XACK")}${word(stream)}${word(group)}`;
    // Ids are ASCII.
    for (const entry of acknowledge) {
      const id = formatEntryId(entry);
      text += `$${id.length}\r\n${id}\r\n`;
    }
  }
  // BLOCK 0 would wait for ever.
  const wait = block > 0 ? ["BLOCK", String(Math.ceil(block / NS_PER_MS))] : [];
  const words = ["XREADGROUP", "GROUP", group, consumer, "COUNT", String(count), ...wait, "STREAMS", stream, ">"];
  return Buffer.from(text + commandText(words));
}

/** A command of texts. */
export const commandText = (words: readonly string[]): string => `*${words.length}\r\n${words.map(word).join("")}`;

const word = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
