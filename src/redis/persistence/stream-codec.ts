import type { Compat } from "../server/compat.ts";
import { atLeast } from "../server/compat.ts";
import { MAX_UINT64, type Uint64 } from "../server/uint64.ts";
import type { RdbReader } from "./rdb-reader.ts";
import type { RdbWriter } from "./rdb-writer.ts";
import { readNode, writeNode } from "./stream-node-codec.ts";
import type { StoredConsumer, StoredGroup, StoredId, StoredNode, StoredPending, StoredStream } from "./stored-value.ts";

/**
 * The three forms in which servers have kept streams: the second knows deleted ids, the third when consumers were
 * active.
 */
export type StreamForm = 1 | 2 | 3;

export const streamForm = (compat: Compat): StreamForm => (atLeast(compat, "7.2") ? 3 : 2);

export function writeStream(writer: RdbWriter, stream: StoredStream, form: StreamForm): void {
  writer.size(stream.nodes.length);
  for (const node of stream.nodes) {
    writer.size(16);
    writeRawId(writer, node);
    writer.block(writeNode(node));
  }
  writer.size(stream.length);
  writeId(writer, stream.last);
  if (form >= 2) {
    writeId(writer, stream.first);
    writeId(writer, stream.maxDeleted);
    writer.size(stream.added);
  }
  writer.size(stream.groups.length);
  for (const group of stream.groups) writeGroup(writer, group, form);
}

function writeGroup(writer: RdbWriter, group: StoredGroup, form: StreamForm): void {
  writer.text(group.name);
  writeId(writer, group.last);
  if (form >= 2) writer.size(group.entriesRead ?? MAX_UINT64);
  writer.size(group.pending.length);
  const byConsumer = new Map(group.consumers.map(({ name }) => [name, [] as StoredPending[]]));
  for (const pending of group.pending) {
    writeRawId(writer, pending);
    writer.int64(BigInt(pending.deliveredAtMs));
    writer.size(pending.deliveries);
    byConsumer.get(pending.consumer)?.push(pending);
  }
  writer.size(group.consumers.length);
  for (const { name, seenAtMs, activeAtMs } of group.consumers) {
    writer.text(name);
    writer.int64(BigInt(seenAtMs));
    if (form >= 3) writer.int64(BigInt(activeAtMs));
    const pending = byConsumer.get(name) ?? [];
    writer.size(pending.length);
    for (const id of pending) writeRawId(writer, id);
  }
}

/** @throws {BadFormat} The bytes are no stream. */
export function readStream(reader: RdbReader, form: StreamForm): StoredStream {
  const nodes = readNodes(reader);
  const entries = nodes.flatMap((node) => node.entries);
  const live = entries.filter((entry) => !entry.deleted);
  if (reader.size() !== live.length) reader.fail("a stream has another length");
  const last = readId(reader);
  const [firstLive, newest] = [live[0], entries.at(-1)];
  if (newest !== undefined && precedes(last, newest)) reader.fail("a stream holds entries after its last id");
  const first = form >= 2 ? readId(reader) : (firstLive ?? NO_ID);
  const maxDeleted = form >= 2 ? readId(reader) : NO_ID;
  const added = form >= 2 ? reader.size() : live.length;
  const groups: StoredGroup[] = [];
  for (let left = reader.count(); left > 0; left--) groups.push(readGroup(reader, form));
  if (new Set(groups.map(({ name }) => name)).size < groups.length) reader.fail("a stream has one group twice");
  return { type: "stream", nodes, length: live.length, last, first, maxDeleted, added, groups };
}

const NO_ID: StoredId = { ms: 0, seq: 0 };

function readNodes(reader: RdbReader): StoredNode[] {
  const nodes: StoredNode[] = [];
  let previous: StoredId | undefined;
  for (let left = reader.count(); left > 0; left--) {
    if (reader.size() !== 16) reader.fail("the key of a node has another size");
    const node = readNode(readRawId(reader), reader.block());
    if (node.entries.length === 0) reader.fail("a node has no entries");
    for (const entry of node.entries) {
      if (previous !== undefined && !precedes(previous, entry)) reader.fail("entries are not in order");
      previous = entry;
    }
    nodes.push(node);
  }
  return nodes;
}

function readGroup(reader: RdbReader, form: StreamForm): StoredGroup {
  const name = reader.text();
  const last = readId(reader);
  const read = form >= 2 ? reader.size() : MAX_UINT64;
  const unclaimed = new Map<string, Omit<StoredPending, "consumer">>();
  for (let left = reader.count(); left > 0; left--) {
    const id = readRawId(reader);
    unclaimed.set(`${id.ms}-${id.seq}`, { ...id, deliveredAtMs: Number(reader.int64()), deliveries: reader.size() });
  }
  const order = [...unclaimed.keys()];
  const pending = new Map<string, StoredPending>();
  const consumers: StoredConsumer[] = [];
  for (let left = reader.count(); left > 0; left--) consumers.push(readConsumer(reader, form, unclaimed, pending));
  if (unclaimed.size > 0) reader.fail("a pending entry belongs to nobody");
  if (new Set(consumers.map((consumer) => consumer.name)).size < consumers.length)
    reader.fail("a group has one consumer twice");
  return {
    name, last, consumers, entriesRead: read === MAX_UINT64 ? undefined : read,
    pending: order.map((key) => pending.get(key) as StoredPending),
  };
}

function readConsumer(
  reader: RdbReader, form: StreamForm, unclaimed: Map<string, Omit<StoredPending, "consumer">>,
  pending: Map<string, StoredPending>,
): StoredConsumer {
  const name = reader.text();
  const seenAtMs = Number(reader.int64());
  const activeAtMs = form >= 3 ? Number(reader.int64()) : seenAtMs;
  for (let left = reader.count(); left > 0; left--) {
    const id = readRawId(reader);
    const key = `${id.ms}-${id.seq}`;
    const found = unclaimed.get(key) ?? reader.fail("a consumer holds what is not pending");
    unclaimed.delete(key);
    pending.set(key, { ...found, consumer: name });
  }
  return { name, seenAtMs, activeAtMs };
}

const precedes = (left: StoredId, right: StoredId): boolean =>
  left.ms < right.ms || (left.ms === right.ms && left.seq < right.seq);

function writeId(writer: RdbWriter, { ms, seq }: StoredId): void {
  writer.size(ms);
  writer.size(seq);
}

const readId = (reader: RdbReader): StoredId => ({ ms: reader.size(), seq: reader.size() });

function writeRawId(writer: RdbWriter, { ms, seq }: StoredId): void {
  writer.uint64BigEndian(BigInt(ms));
  writer.uint64BigEndian(BigInt(seq));
}

const readRawId = (reader: RdbReader): StoredId => ({ ms: readRaw(reader), seq: readRaw(reader) });

function readRaw(reader: RdbReader): Uint64 {
  const value = reader.uint64BigEndian();
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
