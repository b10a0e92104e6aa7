import type { Bytes } from "../server/bytes.ts";
import type { Value } from "../server/value.ts";
import { EMPTY_LISTPACK_BYTES } from "./element-size.ts";
import { ListNode, nodeOf } from "./list-node.ts";
import { exceeds, type NodeLimit } from "./node-limit.ts";

export type End = "left" | "right";

/** About what a server spends on a list, and on a node of it, beside the elements. */
const LIST_BYTES = 56;
const NODE_BYTES = 40;

/**
 * A list: a chain of nodes of neighbouring elements, cut where a server cuts them, so that pushing and popping at
 * either end and editing in the middle cost a node at most. Servers from 7.2 on call it a listpack while it is one
 * small node.
 */
export class ListValue implements Value {
  readonly type = "list";
  readonly #startsAsListpack: boolean;
  #listpack: boolean;
  #first = new ListNode();
  #last = this.#first;
  #nodes = 1;
  #length = 0;
  /** Sizes of all nodes as listpacks. */
  #content = EMPTY_LISTPACK_BYTES;

  constructor(startsAsListpack: boolean) {
    this.#startsAsListpack = startsAsListpack;
    this.#listpack = startsAsListpack;
  }

  get encoding(): "listpack" | "quicklist" {
    return this.#listpack ? "listpack" : "quicklist";
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return LIST_BYTES + NODE_BYTES * this.#nodes + this.#content;
  }

  /** To be called before values are added: they may make a listpack a quicklist. */
  prepareFor(values: readonly Bytes[], from: number, limit: NodeLimit): void {
    if (!this.#listpack) return;
    let bytes = this.#first.bytes;
    for (let i = from; i < values.length; i++) bytes += (values[i] as Bytes).length;
    if (exceeds(limit, bytes, this.#length + values.length - from)) this.#listpack = false;
  }

  /** To be called after values were removed: a quicklist of one node, half full at most, is a listpack again. */
  settle(limit: NodeLimit): void {
    if (this.#listpack || !this.#startsAsListpack || this.#nodes > 1) return;
    const half = { bytes: Math.floor(limit.bytes / 2), entries: Math.floor(limit.entries / 2) };
    if (!exceeds(half, this.#first.bytes, this.#length)) this.#listpack = true;
  }

  push(end: End, value: Bytes, limit: NodeLimit): void {
    let node = end === "left" ? this.#first : this.#last;
    if (!this.#listpack && node.items.length > 0 && !node.accepts(value, limit)) {
      node = end === "left" ? this.#link(new ListNode(), undefined) : this.#link(new ListNode(), this.#last);
    }
    this.#insert(node, end === "left" ? 0 : node.items.length, value);
  }

  /** The caller has checked that the list is not empty. */
  pop(end: End): Bytes {
    const node = end === "left" ? this.#first : this.#last;
    const before = node.bytes;
    const value = end === "left" ? node.shift() : node.pop();
    this.#content += node.bytes - before;
    this.#length--;
    if (node.items.length === 0) this.#unlink(node);
    return value;
  }

  /** `index` counts from the left and is inside. */
  at(index: number): Bytes {
    if (index === this.#length - 1) return this.#last.items.at(-1) as Bytes;
    const { node, offset } = this.#locate(index);
    return node.items[offset] as Bytes;
  }

  replace(index: number, value: Bytes): void {
    const { node, offset } = this.#locate(index);
    const before = node.bytes;
    node.replace(offset, value);
    this.#content += node.bytes - before;
  }

  /** Puts a value before the element at `index`, or after it. */
  insert(index: number, after: boolean, value: Bytes, limit: NodeLimit): void {
    const { node, offset } = this.#locate(index);
    const at = after ? offset + 1 : offset;
    if (this.#listpack || node.accepts(value, limit)) return this.#insert(node, at, value);
    const { previous, next } = node;
    if (at === node.items.length) {
      return this.#insert(next?.accepts(value, limit) === true ? next : this.#link(new ListNode(), node), 0, value);
    }
    if (at === 0) {
      const target = previous?.accepts(value, limit) === true ? previous : this.#link(new ListNode(), previous);
      return this.#insert(target, target.items.length, value);
    }
    this.#split(node, at, after, value, limit);
  }

  /** Removes up to `count` elements equal to `value`, from the given end, all when 0; returns how many. */
  remove(value: Bytes, end: End, count: number): number {
    let removed = 0;
    let node: ListNode | undefined = end === "left" ? this.#first : this.#last;
    while (node !== undefined && (count === 0 || removed < count)) {
      const following: ListNode | undefined = end === "left" ? node.next : node.previous;
      const { items } = node;
      let at = end === "left" ? items.indexOf(value) : items.lastIndexOf(value);
      while (at !== -1 && (count === 0 || removed < count)) {
        this.#cut(node, at, 1);
        removed++;
        if (end === "right" && at === 0) break;
        at = end === "left" ? items.indexOf(value, at) : items.lastIndexOf(value, at - 1);
      }
      if (items.length === 0) this.#unlink(node);
      node = following;
    }
    return removed;
  }

  /** Removes `count` elements at either end and returns them, in the order of popping them. */
  cut(end: End, count: number): Bytes[] {
    const removed: Bytes[] = [];
    while (removed.length < count) {
      const node = end === "left" ? this.#first : this.#last;
      const { length } = node.items;
      const taken = Math.min(length, count - removed.length);
      const cut = this.#cut(node, end === "left" ? 0 : length - taken, taken);
      if (end === "right") cut.reverse();
      for (const value of cut) removed.push(value);
      if (taken === length) this.#unlink(node);
    }
    return removed;
  }

  /** Elements from `start` up to and without `end`, both inside. */
  slice(start: number, end: number): Bytes[] {
    if (start >= end) return [];
    const { node: first, offset } = this.#locate(start);
    if (offset + end - start <= first.items.length) return first.items.slice(offset, offset + end - start);
    const slice: Bytes[] = first.items.slice(offset);
    let node = first;
    while (slice.length < end - start) {
      node = node.next as ListNode;
      const { items } = node;
      const taken = Math.min(items.length, end - start - slice.length);
      for (let i = 0; i < taken; i++) slice.push(items[i] as Bytes);
    }
    return slice;
  }

  *[Symbol.iterator](): IterableIterator<Bytes> {
    for (let node: ListNode | undefined = this.#first; node !== undefined; node = node.next) yield* node.items;
  }

  /** The elements of each node. */
  *nodes(): IterableIterator<readonly Bytes[]> {
    for (let node: ListNode | undefined = this.#first; node !== undefined; node = node.next) yield node.items;
  }

  *backwards(): IterableIterator<Bytes> {
    for (let node: ListNode | undefined = this.#last; node !== undefined; node = node.previous) {
      for (let i = node.items.length - 1; i >= 0; i--) yield node.items[i] as Bytes;
    }
  }

  clone(): ListValue {
    const copy = new ListValue(this.#startsAsListpack);
    copy.#listpack = this.#listpack;
    copy.#length = this.#length;
    for (let node: ListNode | undefined = this.#first; node !== undefined; node = node.next)
      copy.#link(node.clone(), copy.#last);
    // The empty node that the copy began with.
    copy.#unlink(copy.#first);
    return copy;
  }

  #locate(index: number): { readonly node: ListNode; readonly offset: number } {
    if (index < this.#length / 2) {
      let node = this.#first;
      let before = 0;
      while (index >= before + node.items.length) {
        before += node.items.length;
        node = node.next as ListNode;
      }
      return { node, offset: index - before };
    }
    let node = this.#last;
    let before = this.#length - node.items.length;
    while (index < before) {
      node = node.previous as ListNode;
      before -= node.items.length;
    }
    return { node, offset: index - before };
  }

  /** The value goes into the middle of a full node: the node is cut there, and what has become small is merged. */
  #split(node: ListNode, at: number, after: boolean, value: Bytes, limit: NodeLimit): void {
    const tail = this.#cut(node, at, node.items.length - at);
    this.#length += tail.length;
    const right = this.#link(nodeOf(tail), node);
    if (after) this.#insert(right, 0, value);
    else this.#insert(node, at, value);
    const centre = after ? right : node;
    const { previous } = centre;
    if (previous?.previous !== undefined) this.#merge(previous.previous, previous, limit);
    if (centre.next?.next !== undefined) this.#merge(centre.next, centre.next.next, limit);
    const merged = centre.previous === undefined ? centre : this.#merge(centre.previous, centre, limit);
    if (merged.next !== undefined) this.#merge(merged, merged.next, limit);
  }

  /** The node that holds the elements of both, or the second when they do not fit together. */
  #merge(left: ListNode, right: ListNode, limit: NodeLimit): ListNode {
    if (!left.mergesWith(right, limit)) return right;
    const merged = this.#link(nodeOf([...left.items, ...right.items]), right);
    this.#unlink(left);
    this.#unlink(right);
    return merged;
  }

  #insert(node: ListNode, at: number, value: Bytes): void {
    const before = node.bytes;
    node.insert(at, value);
    this.#content += node.bytes - before;
    this.#length++;
  }

  #cut(node: ListNode, at: number, count: number): Bytes[] {
    const before = node.bytes;
    const removed = node.cut(at, count);
    this.#content += node.bytes - before;
    this.#length -= count;
    return removed;
  }

  #link(node: ListNode, previous: ListNode | undefined): ListNode {
    const next = previous === undefined ? this.#first : previous.next;
    node.previous = previous;
    node.next = next;
    if (previous === undefined) this.#first = node;
    else previous.next = node;
    if (next === undefined) this.#last = node;
    else next.previous = node;
    this.#nodes++;
    this.#content += node.bytes;
    return node;
  }

  /** The last node stays: an empty list is about to be deleted or filled. */
  #unlink(node: ListNode): void {
    if (this.#nodes === 1) return;
    const { previous, next } = node;
    if (previous === undefined) this.#first = next as ListNode;
    else previous.next = next;
    if (next === undefined) this.#last = previous as ListNode;
    else next.previous = previous;
    this.#nodes--;
    this.#content -= node.bytes;
  }
}
