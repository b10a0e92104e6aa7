import { avalanche, hashName } from "./hash.ts";
import type { Seed } from "./seed.ts";

/** Identity for a run: the same seed gives the same ids, each name counts for itself. */
export class Ids {
  readonly #seed: Seed;
  readonly #counts = new Map<string, number>();

  constructor(seed: Seed) {
    this.#seed = seed;
  }

  /** `order-1`, `order-2`, … */
  next(name: string): string {
    return `${name}-${this.#count(name)}`;
  }

  /** A version-4 UUID in form, the same in every run of the seed. */
  uuid(name: string): string {
    const key = hashName(name) ^ Math.imul(this.#count(name), 0x9e3779b1);
    const words = [1, 2, 3, 4].map((lane) => avalanche(avalanche(this.#seed + lane * 0x85ebca6b) ^ key));
    const hex = words.map((word) => word.toString(16).padStart(8, "0")).join("");
    const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  #count(name: string): number {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count;
  }
}
