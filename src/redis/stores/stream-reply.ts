import { parseEntryId, type EntryId } from "../../bus/entry-id.ts";
import type { Fields, GroupPosition, StreamEntry, StreamInfo } from "../../bus/store.ts";
import { Memory } from "./memory.ts";
import { RepeatedTexts } from "./repeated-texts.ts";

/** An entry as the Buffer variants give it; without fields when it is pending but no longer in the stream. */
export type RawEntry = readonly [id: Buffer, fields: readonly Buffer[] | null];

/** Makes entries of replies. */
export class EntryDecoder {
  readonly #binaryFields: ReadonlySet<string>;
  readonly #texts = new RepeatedTexts();
  /** What the words of a reply are parts of. */
  #memory = new Memory(new ArrayBuffer(0));

  constructor(binaryFields: ReadonlySet<string>) {
    this.#binaryFields = binaryFields;
  }

  entries(raw: readonly RawEntry[]): readonly StreamEntry[] {
    const entries: StreamEntry[] = [];
    for (const [id, values] of raw) {
      if (values === null) continue;
      const { ms, seq } = entryIdOf(id);
      entries.push({ ms, seq, fields: this.#fields(values) });
    }
    return entries;
  }

  #fields(values: readonly Buffer[]): Fields {
    const fields: (string | Uint8Array)[] = [];
    for (let at = 0; at + 1 < values.length; at += 2) {
      const [word, value] = [values[at] as Buffer, values[at + 1] as Buffer];
      const name = this.#text(at, word);
      fields.push(name, this.#binaryFields.has(name) ? value : this.#text(at + 1, value));
    }
    return fields;
  }

  #text(place: number, { buffer, byteOffset, length }: Buffer): string {
    if (buffer !== this.#memory.buffer) this.#memory = new Memory(buffer);
    return this.#texts.at(place, this.#memory, byteOffset, length);
  }
}

/** Digits below this many stay exact as a number. */
const SAFE_DIGITS = 15;

function entryIdOf(id: Buffer): EntryId {
  const dash = id.indexOf(45);
  if (dash > SAFE_DIGITS || id.length - dash - 1 > SAFE_DIGITS) return parseEntryId(id.toString("latin1"));
  return { ms: digits(id, 0, dash), seq: digits(id, dash + 1, id.length) };
}

function digits(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - 48;
  return value;
}

/** Names and values alternating, as XINFO gives them. */
function namesOf(info: readonly unknown[]): ReadonlyMap<unknown, unknown> {
  const named = new Map<unknown, unknown>();
  for (let at = 0; at + 1 < info.length; at += 2) named.set(info[at], info[at + 1]);
  return named;
}

/** Of the reply to XINFO STREAM. */
export function streamInfoOf(info: readonly unknown[]): StreamInfo {
  const named = namesOf(info);
  const first = named.get("first-entry") as readonly [string] | null;
  return {
    length: named.get("length") as number,
    first: first === null ? undefined : parseEntryId(first[0]),
    last: parseEntryId(named.get("last-generated-id") as string),
    groups: named.get("groups") as number,
  };
}

/** Of one group in the reply to XINFO GROUPS. */
export function groupInfoOf(info: readonly unknown[]): Omit<GroupPosition, "lowestPending"> {
  const named = namesOf(info);
  return {
    group: named.get("name") as string,
    lastDelivered: parseEntryId(named.get("last-delivered-id") as string),
    pending: named.get("pending") as number,
    lag: (named.get("lag") ?? undefined) as number | undefined,
  };
}

/** Of the summary that XPENDING gives. */
export function lowestPendingOf(summary: unknown): EntryId | undefined {
  const [, lowest] = summary as readonly [count: number, lowest: string | null];
  return lowest === null ? undefined : parseEntryId(lowest);
}
