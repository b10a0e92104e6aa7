import type { Bytes } from "../server/bytes.ts";
import { atLeast, type Compat } from "../server/compat.ts";
import { formatDouble, parseDouble, parseInteger } from "../server/numbers.ts";
import { readIntset, writeIntset } from "./intset.ts";
import { ListpackWriter, readListpack } from "./listpack.ts";
import type { RdbReader } from "./rdb-reader.ts";
import type { RdbWriter } from "./rdb-writer.ts";
import { readStream, streamForm, writeStream, type StreamForm } from "./stream-codec.ts";
import type { StoredSet, StoredValue } from "./stored-value.ts";
import { readZiplist } from "./ziplist.ts";

/** The types of values in RDB files. */
const TYPE = {
  string: 0, list: 1, set: 2, zsetText: 3, hash: 4, zset: 5, listZiplist: 10, intset: 11, zsetZiplist: 12,
  hashZiplist: 13, quicklistZiplist: 14, stream: 15, hashListpack: 16, zsetListpack: 17, quicklist: 18, stream2: 19,
  setListpack: 20, stream3: 21,
} as const;

const STREAM_FORMS: Readonly<Record<number, StreamForm>> = { [TYPE.stream]: 1, [TYPE.stream2]: 2, [TYPE.stream3]: 3 };
const PLAIN_NODE = 1;
const PACKED_NODE = 2;

/**
 * Writes a value's type. `encoding` is what OBJECT ENCODING says: it decides between the compact form and the plain
 * one.
 */
export function writeType(writer: RdbWriter, value: StoredValue, encoding: string, compat: Compat): void {
  writer.byte(typeOf(value, encoding, compat));
}

function typeOf(value: StoredValue, encoding: string, compat: Compat): number {
  const packed = encoding === "listpack";
  switch (value.type) {
    case "string": return TYPE.string;
    case "list": return TYPE.quicklist;
    case "set": return encoding === "intset" ? TYPE.intset : packed ? TYPE.setListpack : TYPE.set;
    case "hash": return packed ? TYPE.hashListpack : TYPE.hash;
    case "zset": return packed ? TYPE.zsetListpack : TYPE.zset;
    case "stream": return streamForm(compat) === 3 ? TYPE.stream3 : TYPE.stream2;
  }
}

/** Writes what follows the type (in a file, the key stands between them). */
export function writeBody(writer: RdbWriter, value: StoredValue, encoding: string, compat: Compat): void {
  switch (value.type) {
    case "string": return writer.text(value.text);
    case "list": {
      writer.size(value.nodes.length);
      for (const node of value.nodes) {
        writer.size(PACKED_NODE);
        writer.block(listpackOf(node));
      }
      return;
    }
    case "set":
      if (encoding === "intset") return writer.block(writeIntset(ascending(value.members)));
      return writeTexts(writer, value.members, 1, encoding);
    case "hash": return writeTexts(writer, value.fields, 2, encoding);
    case "zset": return writeSortedSet(writer, value.members, value.scores, encoding, compat);
    case "stream": return writeStream(writer, value, streamForm(compat));
  }
}

function writeTexts(writer: RdbWriter, texts: readonly Bytes[], each: 1 | 2, encoding: string): void {
  if (encoding === "listpack") return writer.block(listpackOf(texts));
  writer.size(texts.length / each);
  for (const text of texts) writer.text(text);
}

function writeSortedSet(
  writer: RdbWriter, members: readonly Bytes[], scores: readonly number[], encoding: string, compat: Compat,
): void {
  if (encoding === "listpack") {
    const listpack = new ListpackWriter();
    members.forEach((member, i) => {
      listpack.text(member);
      listpack.text(formatDouble(scores[i] as number, compat));
    });
    return writer.block(listpack.finish());
  }
  writer.size(members.length);
  // From the highest down: each can then be put before all others when it is loaded.
  for (let i = members.length - 1; i >= 0; i--) {
    writer.text(members[i] as Bytes);
    writer.double(scores[i] as number);
  }
}

function listpackOf(texts: readonly Bytes[]): Buffer {
  const listpack = new ListpackWriter();
  for (const text of texts) listpack.text(text);
  return listpack.finish();
}

const ascending = (members: readonly Bytes[]): readonly bigint[] =>
  members.map((member) => BigInt(member)).sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));

/** The newest type that a server knows. */
const newestType = (compat: Compat): number => (atLeast(compat, "7.2") ? TYPE.stream3 : TYPE.stream2);

/**
 * Reads a value of the type that the caller has read.
 *
 * @throws {BadFormat} The bytes are no such value, hold one element twice, or the server does not know the type.
 */
export function readBody(reader: RdbReader, type: number, compat: Compat): StoredValue {
  if (type > newestType(compat)) return reader.fail(`type ${type} is not known`);
  const form = STREAM_FORMS[type];
  if (form !== undefined) return readStream(reader, form);
  switch (type) {
    case TYPE.string: return { type: "string", text: reader.text() };
    case TYPE.list: return { type: "list", nodes: [filled(reader, readTexts(reader, 1))] };
    case TYPE.listZiplist: return { type: "list", nodes: [filled(reader, readZiplist(reader.block()))] };
    case TYPE.quicklistZiplist: return readNodes(reader, () => readZiplist(reader.block()));
    case TYPE.quicklist: return readNodes(reader, () => readQuicklistNode(reader));
    case TYPE.set: return setOf(reader, readTexts(reader, 1));
    case TYPE.intset: return setOf(reader, readIntset(reader.block()));
    case TYPE.setListpack: return { ...setOf(reader, readListpack(reader.block())), isListed: true };
    case TYPE.hash: return hashOf(reader, readTexts(reader, 2));
    case TYPE.hashListpack: return hashOf(reader, readListpack(reader.block()));
    case TYPE.hashZiplist: return hashOf(reader, readZiplist(reader.block()));
    case TYPE.zsetListpack: return packedSortedSet(reader, readListpack(reader.block()));
    case TYPE.zsetZiplist: return packedSortedSet(reader, readZiplist(reader.block()));
    case TYPE.zset: return readSortedSet(reader, () => reader.double());
    case TYPE.zsetText: return readSortedSet(reader, () => readScoreText(reader));
    default: return reader.fail(`type ${type} is not known`);
  }
}

const filled = (reader: RdbReader, texts: readonly Bytes[]): readonly Bytes[] =>
  texts.length > 0 ? texts : reader.fail("a collection is empty");

function readTexts(reader: RdbReader, each: 1 | 2): Bytes[] {
  const texts: Bytes[] = [];
  for (let left = reader.count() * each; left > 0; left--) texts.push(reader.text());
  return texts;
}

function readNodes(reader: RdbReader, readNode: () => readonly Bytes[]): StoredValue {
  const nodes: (readonly Bytes[])[] = [];
  for (let left = reader.count(); left > 0; left--) {
    const node = readNode();
    if (node.length > 0) nodes.push(node);
  }
  return nodes.length > 0 ? { type: "list", nodes } : reader.fail("a list is empty");
}

function readQuicklistNode(reader: RdbReader): readonly Bytes[] {
  const container = reader.size();
  if (container === PLAIN_NODE) return [reader.text()];
  return container === PACKED_NODE ? readListpack(reader.block()) : reader.fail("a node of an unknown kind");
}

function setOf(reader: RdbReader, members: readonly Bytes[]): StoredSet {
  if (new Set(members).size < members.length) reader.fail("a set has one member twice");
  return { type: "set", members: filled(reader, members) };
}

function hashOf(reader: RdbReader, fields: readonly Bytes[]): StoredValue {
  const names = new Set(fields.filter((_, i) => i % 2 === 0));
  if (names.size * 2 !== fields.length) reader.fail("a hash has one field twice, or one without a value");
  return { type: "hash", fields: filled(reader, fields) };
}

interface Scored {
  readonly member: Bytes;
  readonly score: number;
}

function packedSortedSet(reader: RdbReader, elements: readonly Bytes[]): StoredValue {
  const scored: Scored[] = [];
  for (let i = 0; i < elements.length; i += 2) {
    const score = parseScore(elements[i + 1]);
    scored.push({ member: elements[i] as Bytes, score: score ?? reader.fail("a score is no number") });
  }
  return sortedSet(reader, scored);
}

const parseScore = (text: Bytes | undefined): number | undefined => {
  const integer = text === undefined ? undefined : parseInteger(text);
  return integer === undefined ? parseDouble(text ?? "") : Number(integer);
};

function readSortedSet(reader: RdbReader, readScore: () => number): StoredValue {
  const scored: Scored[] = [];
  for (let left = reader.count(); left > 0; left--) scored.push({ member: reader.text(), score: readScore() });
  return sortedSet(reader, scored);
}

/** Scores of the oldest form: a length and digits, or one of three special lengths. */
function readScoreText(reader: RdbReader): number {
  const length = reader.byte();
  if (length === 255) return -Infinity;
  if (length === 254) return Infinity;
  if (length === 253) return reader.fail("a score is no number");
  return parseDouble(reader.bytes(length)) ?? reader.fail("a score is no number");
}

function sortedSet(reader: RdbReader, scored: readonly Scored[]): StoredValue {
  if (scored.length === 0) reader.fail("a sorted set is empty");
  if (scored.some(({ score }) => Number.isNaN(score))) reader.fail("a score is no number");
  if (new Set(scored.map(({ member }) => member)).size < scored.length)
    reader.fail("a sorted set has one member twice");
  const sorted = [...scored].sort((left, right) => left.score - right.score || (left.member < right.member ? -1 : 1));
  return { type: "zset", members: sorted.map(({ member }) => member), scores: sorted.map(({ score }) => score) };
}
