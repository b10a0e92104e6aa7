import type { Bytes } from "../server/bytes.ts";
import type { Uint64 } from "../server/uint64.ts";
import { type Consumer, inOrderOfName, type ConsumerGroup, type Delivery } from "../streams/consumer-group.ts";
import { fieldsAsBytes } from "../streams/entry.ts";
import type { IdMap } from "../streams/id-map.ts";
import { StreamNode } from "../streams/stream-node.ts";
import { StreamValue } from "../streams/stream-value.ts";
import type { StoredEntry, StoredGroup, StoredNode, StoredPending, StoredStream } from "./stored-value.ts";

function* walk<T>(map: IdMap<T>): IterableIterator<{ readonly ms: Uint64; readonly seq: Uint64; readonly value: T }> {
  for (const walker = map.from(0, 0); !walker.done; walker.next()) {
    yield { ms: walker.ms, seq: walker.seq, value: walker.value };
  }
}

export function storedStream(stream: StreamValue): StoredStream {
  return {
    type: "stream",
    nodes: Array.from(walk(stream.nodes), ({ value }) => storedNode(value)),
    length: stream.length,
    last: stream.last,
    first: stream.first,
    maxDeleted: stream.maxDeleted,
    added: stream.added,
    groups: inOrderOfName(stream.groups.values()).map(storedGroup),
  };
}

function storedNode(node: StreamNode): StoredNode {
  const entries: StoredEntry[] = [];
  for (let place = 0; place < node.end; place++) {
    entries.push({
      ms: node.ms[place] as Uint64, seq: node.seq[place] as Uint64,
      fields: fieldsAsBytes(node.fieldsAt(place)), deleted: node.isDeleted(place),
    });
  }
  return {
    ms: node.firstMs, seq: node.firstSeq, names: fieldsAsBytes(node.names).filter((_, i) => i % 2 === 0), entries,
  };
}

function storedGroup(group: ConsumerGroup): StoredGroup {
  const pending: StoredPending[] = [];
  for (const { ms, seq, value } of walk(group.pending)) {
    pending.push({ ms, seq, consumer: value.consumer.name, deliveredAtMs: value.at, deliveries: value.count });
  }
  return {
    name: group.name, last: group.last, entriesRead: group.entriesRead, pending,
    consumers: inOrderOfName(group.consumers.values()).map(({ name, seenAt, activeAt }) => ({
      name, seenAtMs: seenAt, activeAtMs: activeAt,
    })),
  };
}

export function streamOf(stored: StoredStream): StreamValue {
  const stream = new StreamValue();
  for (const node of stored.nodes) stream.addNode(nodeOf(node));
  stream.lastMs = stored.last.ms;
  stream.lastSeq = stored.last.seq;
  stream.maxDeleted = stored.maxDeleted;
  stream.added = stored.added;
  for (const group of stored.groups) addGroup(stream, group);
  return stream;
}

/** The entries share a node as they did, whatever the limits are now. */
function nodeOf({ entries }: StoredNode): StreamNode {
  const node = new StreamNode((entries[0] as StoredEntry).fields, undefined);
  for (const { ms, seq, fields } of entries) node.append(ms, seq, fields);
  entries.forEach(({ deleted }, place) => {
    if (deleted) node.delete(place);
  });
  return node;
}

function addGroup(stream: StreamValue, stored: StoredGroup): void {
  const group = stream.createGroup(stored.name, stored.last, stored.entriesRead) as ConsumerGroup;
  const consumers = new Map<Bytes, Consumer>();
  for (const { name, seenAtMs, activeAtMs } of stored.consumers) {
    const consumer = group.consumerFor(name, seenAtMs);
    consumer.activeAt = activeAtMs;
    consumers.set(name, consumer);
  }
  for (const { ms, seq, consumer: name, deliveredAtMs, deliveries } of stored.pending) {
    const consumer = consumers.get(name) as Consumer;
    const delivery: Delivery = { consumer, at: deliveredAtMs, count: deliveries };
    group.pending.set(ms, seq, delivery);
    consumer.pending.set(ms, seq, delivery);
  }
}
