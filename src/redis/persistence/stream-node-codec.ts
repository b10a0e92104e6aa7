import type { Bytes } from "../server/bytes.ts";
import { int64, parseInteger, type Int64 } from "../server/int64.ts";
import type { Uint64 } from "../server/uint64.ts";
import { BadFormat } from "./bad-format.ts";
import { ListpackWriter, readListpack } from "./listpack.ts";
import type { StoredEntry, StoredId, StoredNode } from "./stored-value.ts";

const DELETED = 1;
const SAME_NAMES = 2;

/** The listpack of one node: a head that counts and names, then the entries, each with its length behind it. */
export function writeNode(node: StoredNode): Buffer {
  const writer = new ListpackWriter();
  const deleted = node.entries.reduce((count, entry) => count + (entry.deleted ? 1 : 0), 0);
  writer.integer(node.entries.length - deleted);
  writer.integer(deleted);
  writer.integer(node.names.length);
  for (const name of node.names) writer.text(name);
  writer.integer(0);
  for (const entry of node.entries) writeEntry(writer, node, entry);
  return writer.finish();
}

function writeEntry(writer: ListpackWriter, node: StoredNode, { fields, deleted, ms, seq }: StoredEntry): void {
  const same = hasNames(fields, node.names);
  writer.integer((same ? SAME_NAMES : 0) | (deleted ? DELETED : 0));
  writer.integer(difference(ms, node.ms));
  writer.integer(difference(seq, node.seq));
  const start = writer.count;
  if (!same) writer.integer(fields.length / 2);
  for (let i = same ? 1 : 0; i < fields.length; i += same ? 2 : 1) writer.text(fields[i] as Bytes);
  writer.integer(writer.count - start + 3);
}

function hasNames(fields: readonly Bytes[], names: readonly Bytes[]): boolean {
  if (fields.length !== names.length * 2) return false;
  for (let i = 0; i < names.length; i++) if (fields[i * 2] !== names[i]) return false;
  return true;
}

/** Modulo 2^64, as a signed integer. */
const difference = (left: Uint64, right: Uint64): Int64 =>
  typeof left === "number" && typeof right === "number"
    ? left - right
    : int64(BigInt.asIntN(64, BigInt(left) - BigInt(right)));

function sum(base: Uint64, delta: Int64): Uint64 {
  if (typeof base === "number" && typeof delta === "number") {
    const total = base + delta;
    if (total >= 0 && total <= Number.MAX_SAFE_INTEGER) return total;
  }
  const total = BigInt.asUintN(64, BigInt(base) + BigInt(delta));
  return total <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(total) : total;
}

/** @throws {BadFormat} The listpack is no node of a stream. */
export function readNode(key: StoredId, listpack: Buffer): StoredNode {
  const reader = new ElementReader(readListpack(listpack));
  const live = reader.count();
  const deleted = reader.count();
  const names = reader.texts(reader.count());
  if (reader.integer() !== 0) throw new BadFormat("the head of a node does not end", 0);
  const entries: StoredEntry[] = [];
  while (reader.left > 0) entries.push(readEntry(reader, key, names));
  const marked = entries.reduce((count, entry) => count + (entry.deleted ? 1 : 0), 0);
  if (entries.length !== live + deleted || marked !== deleted)
    throw new BadFormat("a node has another number of entries", 0);
  return { ms: key.ms, seq: key.seq, names, entries };
}

function readEntry(reader: ElementReader, key: StoredId, names: readonly Bytes[]): StoredEntry {
  const flags = reader.count();
  const ms = sum(key.ms, reader.integer());
  const seq = sum(key.seq, reader.integer());
  const from = reader.at;
  let fields: Bytes[];
  if ((flags & SAME_NAMES) !== 0) {
    fields = [];
    for (const name of names) fields.push(name, reader.text());
  } else {
    fields = reader.texts(reader.count() * 2);
  }
  if (reader.count() !== reader.at - 1 - from + 3) throw new BadFormat("an entry has another length", reader.at);
  return { ms, seq, fields, deleted: (flags & DELETED) !== 0 };
}

class ElementReader {
  readonly #elements: readonly Bytes[];
  at = 0;

  constructor(elements: readonly Bytes[]) {
    this.#elements = elements;
  }

  get left(): number {
    return this.#elements.length - this.at;
  }

  text(): Bytes {
    const element = this.#elements[this.at++];
    if (element === undefined) throw new BadFormat("a node ends too early", this.at);
    return element;
  }

  texts(count: number): Bytes[] {
    if (count > this.left) throw new BadFormat("a node claims more than it holds", this.at);
    return Array.from({ length: count }, () => this.text());
  }

  integer(): Int64 {
    const integer = parseInteger(this.text());
    if (integer === undefined) throw new BadFormat("a node has text in place of an integer", this.at);
    return integer;
  }

  count(): number {
    const integer = this.integer();
    if (integer < 0 || integer > 0xffff_ffff) throw new BadFormat("a node has an impossible count", this.at);
    return Number(integer);
  }
}
