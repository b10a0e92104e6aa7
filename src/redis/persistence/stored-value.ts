import type { Bytes } from "../server/bytes.ts";
import type { Uint64 } from "../server/uint64.ts";

/** What is stored of a value, whatever class holds it in memory. */
export type StoredValue =
  | { readonly type: "string"; readonly text: Bytes }
  /** Neighbouring elements in blocks, as they lie in memory. */
  | { readonly type: "list"; readonly nodes: readonly (readonly Bytes[])[] }
  | StoredSet
  /** Fields and values alternating. */
  | { readonly type: "hash"; readonly fields: readonly Bytes[] }
  /** In ascending order of score, then member. */
  | { readonly type: "zset"; readonly members: readonly Bytes[]; readonly scores: readonly number[] }
  | StoredStream;

export interface StoredSet {
  readonly type: "set";
  readonly members: readonly Bytes[];
  /** They are a listpack, and stay one even where all of them are integers. */
  readonly isListed?: true;
}

export interface StoredId {
  readonly ms: Uint64;
  readonly seq: Uint64;
}

export interface StoredEntry extends StoredId {
  /** Fields and values alternating. */
  readonly fields: readonly Bytes[];
  readonly deleted: boolean;
}

/** Entries that share a block. Those whose field names are the node's leave them out. */
export interface StoredNode extends StoredId {
  readonly names: readonly Bytes[];
  readonly entries: readonly StoredEntry[];
}

export interface StoredPending extends StoredId {
  readonly consumer: Bytes;
  /** Unix ms. */
  readonly deliveredAtMs: number;
  readonly deliveries: Uint64;
}

export interface StoredConsumer {
  readonly name: Bytes;
  /** Unix ms. */
  readonly seenAtMs: number;
  /** Unix ms; -1 when it never was. Equal to `seenAtMs` where the format does not tell them apart. */
  readonly activeAtMs: number;
}

export interface StoredGroup {
  readonly name: Bytes;
  readonly last: StoredId;
  /** Undefined when it is not known. */
  readonly entriesRead: Uint64 | undefined;
  /** In ascending order of id. */
  readonly pending: readonly StoredPending[];
  /** In order of name. */
  readonly consumers: readonly StoredConsumer[];
}

export interface StoredStream {
  readonly type: "stream";
  readonly nodes: readonly StoredNode[];
  /** Entries that are not deleted. */
  readonly length: number;
  readonly last: StoredId;
  readonly first: StoredId;
  readonly maxDeleted: StoredId;
  readonly added: Uint64;
  readonly groups: readonly StoredGroup[];
}
