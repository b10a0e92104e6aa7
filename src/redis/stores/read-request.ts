import { Buffer } from "node:buffer";
import { formatEntryId, type EntryId } from "../../bus/entry-id.ts";
import type { GroupCursor, ReadRequest } from "../../bus/store.ts";

const NS_PER_MS = 1_000_000;

/** XACK, if there is something to acknowledge, and XREADGROUP of what is new, as they go over a connection. */
export function readRequest(at: GroupCursor, { count, block, acknowledge }: ReadRequest): Buffer {
  // BLOCK 0 would wait for ever.
  const wait = block > 0 ? ["BLOCK", String(Math.ceil(block / NS_PER_MS))] : [];
  const words = [
    "XREADGROUP", "GROUP", at.group, at.consumer, "COUNT", String(count),
    ...wait,
    "STREAMS", at.stream, ">",
  ];
  return Buffer.from(acknowledgement(at, acknowledge) + commandText(words));
}

/** The same of the consumer's own history. */
export function historyRequest(
  at: GroupCursor, count: number, after: EntryId, acknowledge: readonly EntryId[],
): Buffer {
  const words = [
    "XREADGROUP", "GROUP", at.group, at.consumer, "COUNT", String(count), "STREAMS", at.stream, formatEntryId(after),
  ];
  return Buffer.from(acknowledgement(at, acknowledge) + commandText(words));
}

function acknowledgement({ stream, group }: GroupCursor, entries: readonly EntryId[]): string {
  if (entries.length === 0) return "";
  let text = `*${3 + entries.length}\r\n${word("XACK")}${word(stream)}${word(group)}`;
  // Ids are ASCII.
  for (const entry of entries) {
    const id = formatEntryId(entry);
    text += `$${id.length}\r\n${id}\r\n`;
  }
  return text;
}

/** A command of texts. */
export const commandText = (words: readonly string[]): string => `*${words.length}\r\n${words.map(word).join("")}`;

const word = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
