import { hashName } from "./hash.ts";

/**
 * Names of the places in the code where something is scheduled, decided or traced, interned to small integers. The
 * integer is local to one run; what reaches a digest or a decision is the hash of the name, so that adding a site
 * leaves every other one as it was.
 */
export class Sites {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #hashes: number[] = [];

  /** The site's integer: the same for the same name, dense from 0. */
  id(name: string): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#names.length;
      this.#ids.set(name, id);
      this.#names.push(name);
      this.#hashes.push(hashName(name));
    }
    return id;
  }

  name(id: number): string {
    return this.#names[id] ?? `site ${id}`;
  }

  hash(id: number): number {
    return this.#hashes[id] ?? 0;
  }
}
