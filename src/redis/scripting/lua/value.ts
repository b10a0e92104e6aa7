import type { Bytes } from "../../server/bytes.ts";
import { ceilingLog2, hashOfBytes, hashOfNumber, KeyCensus } from "./table-layout.ts";

/** Nil is undefined; strings are bytes, as everywhere in the model; numbers are doubles. */
export type LuaValue = undefined | boolean | number | Bytes | LuaObject;

/** What a call gives: one value as itself, none or several as an array, which then belongs to the receiver. */
export type Results = LuaValue | LuaValue[];

/** Whatever has an identity. */
export abstract class LuaObject {
  abstract get typeName(): "table" | "function" | "userdata" | "thread";
}

export abstract class LuaFunction extends LuaObject {
  get typeName(): "function" {
    return "function";
  }

  /** The arguments' array belongs to the function. */
  abstract call(args: LuaValue[]): Results;
}

/** A value of the host's that Lua can only hand around, such as cjson.null. */
export class LuaUserdata extends LuaObject {
  /** C's null pointer. */
  readonly isNull: boolean;

  constructor(isNull = false) {
    super();
    this.isNull = isNull;
  }

  get typeName(): "userdata" {
    return "userdata";
  }
}

/** What `newproxy` of Lua 5.1 makes: an empty object whose metatable the script may fill. */
export class LuaProxy extends LuaUserdata {
  readonly metatable: LuaTable | undefined;

  constructor(metatable: LuaTable | undefined) {
    super();
    this.metatable = metatable;
  }
}

const SCANNED = 8;
/** Shared by all tables without a hash part; such arrays are replaced, never added to. */
const NO_VALUES: LuaValue[] = [];
const NO_PLACES: number[] = [];

/**
 * A table laid out as Lua 5.1 lays it out. The place of a key is only needed when it is new: after that a Map finds it,
 * or, in a small table, a look at each key.
 */
export class LuaTable extends LuaObject {
  metatable: LuaTable | undefined;
  readonly = false;
  /** As long as Lua's array part, holes included. */
  array: LuaValue[] = [];
  #keys: LuaValue[] = NO_VALUES;
  #values: LuaValue[] = NO_VALUES;
  #next: number[] = NO_PLACES;
  #places: Map<LuaValue, number> | undefined;
  #lastFree = 0;

  constructor(arraySize = 0, hashSize = 0) {
    super();
    if (arraySize > 0) this.array = new Array<LuaValue>(arraySize).fill(undefined);
    if (hashSize > 0) this.#allocate(hashSize);
  }

  get typeName(): "table" {
    return "table";
  }

  get(key: LuaValue): LuaValue {
    if (typeof key === "number" && key >= 1 && key <= this.array.length && Number.isInteger(key))
      return this.array[key - 1];
    const place = this.#find(key);
    return place < 0 ? undefined : this.#values[place];
  }

  getString(key: Bytes): LuaValue {
    const place = this.#find(key);
    return place < 0 ? undefined : this.#values[place];
  }

  /** The key is neither nil nor NaN. As in Lua, a nil too takes a place if the key had none. */
  set(key: LuaValue, value: LuaValue): void {
    if (typeof key === "number" && key >= 1 && key <= this.array.length && Number.isInteger(key)) {
      this.array[key - 1] = value;
      return;
    }
    const place = this.#find(key);
    if (place >= 0) this.#values[place] = value;
    else this.#insert(key, value);
  }

  /** `#`: some n with t[n] there and t[n + 1] not, the one that Lua 5.1 finds. */
  get length(): number {
    const size = this.array.length;
    if (size > 0 && this.array[size - 1] === undefined) {
      let low = 0;
      let high = size;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (this.array[middle - 1] === undefined) high = middle;
        else low = middle;
      }
      return low;
    }
    return this.#keys.length === 0 ? size : this.#lengthBeyond(size);
  }

  /**
   * The entry after a key's in `next`'s order (nil: the first), undefined after the last; false when there is no such
   * key.
   */
  after(key: LuaValue): readonly [LuaValue, LuaValue] | undefined | false {
    let position = this.#positionAfter(key);
    if (position < 0) return false;
    const size = this.array.length;
    for (; position < size; position++) {
      if (this.array[position] !== undefined) return [position + 1, this.array[position]];
    }
    for (let place = position - size; place < this.#keys.length; place++) {
      if (this.#values[place] !== undefined) return [this.#keys[place], this.#values[place]];
    }
    return undefined;
  }

  /** Makes room in the array part, as a constructor with many items does. */
  growArray(size: number): void {
    while (this.array.length < size) this.array.push(undefined);
  }

  get hashPlaces(): number {
    return this.#keys.length;
  }

  #positionAfter(key: LuaValue): number {
    if (key === undefined) return 0;
    if (typeof key === "number" && key >= 1 && key <= this.array.length && Number.isInteger(key)) return key;
    const place = this.#find(key);
    return place < 0 ? -1 : this.array.length + place + 1;
  }

  #lengthBeyond(size: number): number {
    let low = size;
    let high = size + 1;
    while (this.get(high) !== undefined) {
      low = high;
      high *= 2;
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.get(middle) === undefined) high = middle;
      else low = middle;
    }
    return low;
  }

  #find(key: LuaValue): number {
    const keys = this.#keys;
    if (keys.length <= SCANNED) {
      for (let i = 0; i < keys.length; i++) if (keys[i] === key && key !== undefined) return i;
      return -1;
    }
    return this.#places?.get(key) ?? -1;
  }

  #allocate(size: number): void {
    const places = 2 ** ceilingLog2(size);
    this.#keys = new Array<LuaValue>(places).fill(undefined);
    this.#values = new Array<LuaValue>(places).fill(undefined);
    this.#next = new Array<number>(places).fill(-1);
    this.#places = places > SCANNED ? new Map() : undefined;
    this.#lastFree = places;
  }

  #mainPlace(key: LuaValue): number {
    const places = this.#keys.length;
    if (typeof key === "string") return hashOfBytes(key) & (places - 1);
    if (typeof key === "number") return key === 0 ? 0 : hashOfNumber(key) % ((places - 1) | 1);
    if (typeof key === "boolean") return (key ? 1 : 0) & (places - 1);
    return 0;
  }

  /** A place that no key ever had, from the end; -1 when there is none left. */
  #freePlace(): number {
    while (this.#lastFree-- > 0) if (this.#keys[this.#lastFree] === undefined) return this.#lastFree;
    return -1;
  }

  #insert(key: LuaValue, value: LuaValue): void {
    if (this.#keys.length === 0) return this.#rehash(key, value);
    let place = this.#mainPlace(key);
    if (this.#values[place] !== undefined) {
      const free = this.#freePlace();
      if (free < 0) return this.#rehash(key, value);
      const other = this.#mainPlace(this.#keys[place]);
      if (other !== place) {
        this.#move(place, free, other);
      } else {
        this.#next[free] = this.#next[place] as number;
        this.#next[place] = free;
        place = free;
      }
    }
    const before = this.#keys[place];
    if (before !== undefined) this.#places?.delete(before);
    this.#keys[place] = key;
    this.#values[place] = value;
    this.#places?.set(key, place);
  }

  /** A key that was put here only because its own place was taken gives way. */
  #move(from: number, to: number, main: number): void {
    let previous = main;
    while (this.#next[previous] !== from) previous = this.#next[previous] as number;
    this.#next[previous] = to;
    this.#keys[to] = this.#keys[from];
    this.#values[to] = this.#values[from];
    this.#next[to] = this.#next[from] as number;
    this.#next[from] = -1;
    this.#places?.set(this.#keys[to], to);
    this.#keys[from] = undefined;
  }

  #rehash(extra: LuaValue, value: LuaValue): void {
    const census = new KeyCensus();
    let total = 1;
    for (let i = 0; i < this.array.length; i++) {
      if (this.array[i] === undefined) continue;
      census.count(i + 1);
      total++;
    }
    for (let i = 0; i < this.#keys.length; i++) {
      if (this.#values[i] === undefined) continue;
      census.count(this.#keys[i]);
      total++;
    }
    census.count(extra);
    const { size, used } = census.arraySize();
    this.#resize(size, total - used);
    this.set(extra, value);
  }

  #resize(arraySize: number, hashSize: number): void {
    const keys = this.#keys;
    const values = this.#values;
    const cut = this.array.length > arraySize ? this.array.splice(arraySize) : [];
    this.growArray(arraySize);
    this.#keys = NO_VALUES;
    this.#values = NO_VALUES;
    if (hashSize > 0) this.#allocate(hashSize);
    for (let i = 0; i < cut.length; i++) if (cut[i] !== undefined) this.set(arraySize + i + 1, cut[i]);
    for (let i = keys.length - 1; i >= 0; i--) if (values[i] !== undefined) this.set(keys[i], values[i]);
  }
}

export function typeOf(value: LuaValue): string {
  if (value === undefined) return "nil";
  if (typeof value === "object") return value.typeName;
  return typeof value;
}

export const first = (results: Results): LuaValue => (Array.isArray(results) ? results[0] : results);

export const listOf = (results: Results): LuaValue[] => (Array.isArray(results) ? results : [results]);
