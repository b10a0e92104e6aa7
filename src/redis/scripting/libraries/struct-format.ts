import type { Bytes } from "../../server/bytes.ts";
import type { Machine } from "../lua/machine.ts";
import { argumentFault } from "../lua/native.ts";

export interface StructItem {
  readonly option: string;
  readonly size: number;
  /** Zeros before it, by the alignment in force. */
  readonly padding: number;
  readonly isLittle: boolean;
  readonly isSigned: boolean;
}

const MAX_INTEGER_SIZE = 32;
const DEFAULT_ALIGNMENT = 8;
const SIZES: Readonly<Record<string, number>> = {
  b: 1, B: 1, h: 2, H: 2, l: 8, L: 8, T: 8, f: 4, d: 8, x: 1, s: 0,
};

/** Reads the options of a format one by one. */
export class StructFormat {
  readonly #machine: Machine;
  readonly #text: Bytes;
  #at = 0;
  #isLittle = true;
  #alignment = 1;

  constructor(machine: Machine, text: Bytes) {
    this.#machine = machine;
    this.#text = text;
  }

  /** The next item of data, for which `offset` bytes stand already; undefined at the end. */
  next(offset: number): StructItem | undefined {
    for (;;) {
      const option = this.#text[this.#at];
      if (option === undefined) return undefined;
      this.#at++;
      if (!this.#control(option)) return this.#item(option, offset);
    }
  }

  /** Options about those that follow. */
  #control(option: string): boolean {
    switch (option) {
      case " ":
        return true;
      case "<": case ">":
        this.#isLittle = option === "<";
        return true;
      case "!": {
        const alignment = this.#number(DEFAULT_ALIGNMENT);
        if (alignment === 0 || (alignment & (alignment - 1)) !== 0) {
          throw this.#machine.fault(`alignment ${alignment} is not a power of 2`);
        }
        this.#alignment = alignment;
        return true;
      }
      default:
        return false;
    }
  }

  #item(option: string, offset: number): StructItem {
    const size = this.#size(option);
    const align = Math.min(size, this.#alignment);
    const isAligned = option !== "c" && option !== "s" && option !== "x" && align > 1;
    return {
      option, size, padding: isAligned ? (align - (offset & (align - 1))) & (align - 1) : 0,
      isLittle: this.#isLittle, isSigned: option >= "a",
    };
  }

  #size(option: string): number {
    if (option === "c") return this.#number(1);
    if (option === "i" || option === "I") {
      const size = this.#number(4);
      if (size > MAX_INTEGER_SIZE) {
        throw this.#machine.fault(`integral size ${size} is larger than limit of ${MAX_INTEGER_SIZE}`);
      }
      return size;
    }
    const size = SIZES[option];
    if (size === undefined) throw argumentFault(this.#machine, 1, `invalid format option '${option}'`);
    return size;
  }

  #number(otherwise: number): number {
    const digits = /^\d+/.exec(this.#text.slice(this.#at, this.#at + 12))?.[0];
    if (digits === undefined) return otherwise;
    this.#at += digits.length;
    const value = Number(digits);
    if (value > 2_147_483_647) throw this.#machine.fault("integral size overflow");
    return value;
  }
}
