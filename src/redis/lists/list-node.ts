import type { Bytes } from "../server/bytes.ts";
import { elementSize, EMPTY_LISTPACK_BYTES } from "./element-size.ts";
import { exceeds, type NodeLimit } from "./node-limit.ts";

/** What a server reckons for the header of an element before it has encoded it. */
const HEADER_ESTIMATE = 8;

/** A run of neighbouring elements of a list, and its size as a listpack. */
export class ListNode {
  readonly items: Bytes[];
  bytes: number;
  previous: ListNode | undefined;
  next: ListNode | undefined;

  constructor(items: Bytes[] = [], bytes = EMPTY_LISTPACK_BYTES) {
    this.items = items;
    this.bytes = bytes;
  }

  accepts(value: Bytes, limit: NodeLimit): boolean {
    return !exceeds(limit, this.bytes + value.length + HEADER_ESTIMATE, this.items.length + 1);
  }

  mergesWith(other: ListNode, limit: NodeLimit): boolean {
    const bytes = this.bytes + other.bytes - EMPTY_LISTPACK_BYTES;
    return !exceeds(limit, bytes, this.items.length + other.items.length);
  }

  insert(at: number, value: Bytes): void {
    const { items } = this;
    if (at === items.length) items.push(value);
    else if (at === 0) items.unshift(value);
    else items.splice(at, 0, value);
    this.bytes += elementSize(value);
  }

  replace(at: number, value: Bytes): void {
    this.bytes += elementSize(value) - elementSize(this.items[at] as Bytes);
    this.items[at] = value;
  }

  shift(): Bytes {
    const value = this.items.shift() as Bytes;
    this.bytes -= elementSize(value);
    return value;
  }

  pop(): Bytes {
    const value = this.items.pop() as Bytes;
    this.bytes -= elementSize(value);
    return value;
  }

  /** Cuts `count` elements out and returns them. */
  cut(at: number, count: number): Bytes[] {
    const removed = this.items.splice(at, count);
    for (const value of removed) this.bytes -= elementSize(value);
    return removed;
  }

  clone(): ListNode {
    return new ListNode([...this.items], this.bytes);
  }
}

/** A node of the elements and their size together. */
export function nodeOf(items: Bytes[]): ListNode {
  let bytes = EMPTY_LISTPACK_BYTES;
  for (const value of items) bytes += elementSize(value);
  return new ListNode(items, bytes);
}
