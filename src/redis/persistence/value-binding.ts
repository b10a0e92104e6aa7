import { nodeLimit } from "../lists/node-limit.ts";
import { HashValue } from "../hashes/hash-value.ts";
import { ListNode } from "../lists/list-node.ts";
import { ListValue } from "../lists/list-value.ts";
import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import { atLeast } from "../server/compat.ts";
import type { Value } from "../server/value.ts";
import { HashedMembers } from "../sets/hashed-members.ts";
import { ListedMembers } from "../sets/listed-members.ts";
import { setLimits } from "../sets/set-limits.ts";
import { SetValue } from "../sets/set-value.ts";
import { StreamValue } from "../streams/stream-value.ts";
import { StringValue } from "../strings/string-value.ts";
import { SortedSetValue } from "../zsets/sorted-set-value.ts";
import type { StoredSet, StoredValue } from "./stored-value.ts";
import { storedStream, streamOf } from "./stream-binding.ts";

/** What is stored of a value. */
export function storedOf(value: Value): StoredValue {
  if (value instanceof StreamValue) return storedStream(value);
  if (value instanceof StringValue) return { type: "string", text: value.text };
  if (value instanceof ListValue) return { type: "list", nodes: nodesOf(value) };
  if (value instanceof SetValue) return { type: "set", members: [...value] };
  if (value instanceof HashValue) return { type: "hash", fields: [...value].flat() };
  if (value instanceof SortedSetValue) return storedSortedSet(value);
  throw new Error(`values of type ${value.type} cannot be stored`);
}

/** As a server that was given the elements one after the other would have cut them. */
function nodesOf(elements: Iterable<Bytes>): readonly (readonly Bytes[])[] {
  const limit = nodeLimit(DEFAULT_LIST_NODE);
  let node = new ListNode();
  const nodes = [node.items];
  for (const element of elements) {
    if (node.items.length > 0 && !node.accepts(element, limit)) nodes.push((node = new ListNode()).items);
    node.insert(node.items.length, element);
  }
  return nodes;
}

/** What `list-max-listpack-size` is unless it is set: 8 KiB. */
const DEFAULT_LIST_NODE = -2;

function storedSortedSet(value: SortedSetValue): StoredValue {
  const scored = [...value];
  return { type: "zset", members: scored.map(({ member }) => member), scores: scored.map(({ score }) => score) };
}

/** The value in memory, in the encoding that the server's limits give it. */
export function valueOf(stored: StoredValue, server: ServerState): Value {
  switch (stored.type) {
    case "string": return new StringValue(stored.text);
    case "list": return listOf(stored.nodes.flat(), server);
    case "hash": return hashOf(stored.fields, server);
    case "set": return setOf(stored, server);
    case "zset": return sortedSetOf(stored.members, stored.scores, server);
    case "stream": return streamOf(stored);
  }
}

function listOf(elements: readonly Bytes[], server: ServerState): ListValue {
  const list = new ListValue(atLeast(server.compat, "7.2"));
  const limit = nodeLimit(server.config.number("list-max-listpack-size"));
  list.prepareFor(elements, 0, limit);
  for (const element of elements) list.push("right", element, limit);
  return list;
}

function setOf({ members, isListed }: StoredSet, server: ServerState): SetValue {
  const limits = setLimits(server);
  if (isListed === true)
    return new SetValue(new (members.length > limits.listpackEntries ? HashedMembers : ListedMembers)(members));
  const set = SetValue.for(members[0] as Bytes, members.length, limits);
  for (const member of members) set.add(member, limits);
  return set;
}

function hashOf(fields: readonly Bytes[], { config }: ServerState): HashValue {
  const limits = {
    entries: config.number("hash-max-listpack-entries"), value: config.number("hash-max-listpack-value"),
  };
  const hash = new HashValue();
  hash.prepareFor(fields, 0, limits);
  for (let i = 0; i < fields.length; i += 2) hash.set(fields[i] as Bytes, fields[i + 1] as Bytes, limits);
  return hash;
}

function sortedSetOf(members: readonly Bytes[], scores: readonly number[], { config }: ServerState): SortedSetValue {
  const scored = members.map((member, i) => ({ member, score: scores[i] as number }));
  return SortedSetValue.of(scored, {
    entries: config.number("zset-max-listpack-entries"), value: config.number("zset-max-listpack-value"),
  });
}
