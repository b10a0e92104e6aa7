import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import type { Database } from "../server/database.ts";
import { keySize } from "./key-size.ts";
import { chooseVictim, type Victim } from "./victim.ts";

/** What a server takes before it holds a key. */
export const STARTUP_BYTES = 876_328;

/** Bytes in use, and what is done when they are more than maxmemory. Nothing is kept while there is no limit. */
export class Memory {
  readonly #server: ServerState;
  readonly #sizes: Map<Bytes, number>[];
  #limit = 0;
  #held = 0;
  peak = STARTUP_BYTES;
  evicted = 0;
  /** Told of each key that was evicted. */
  readonly listeners: ((db: number, key: Bytes) => void)[] = [];

  constructor(server: ServerState) {
    this.#server = server;
    this.#sizes = server.databases.map(() => new Map<Bytes, number>());
    this.#follow();
    server.config.changed.push((name) => {
      if (name === "maxmemory") this.#follow();
    });
  }

  get isLimited(): boolean {
    return this.#limit > 0;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Takes time in proportion to the number of keys, unless a limit is in force. */
  get used(): number {
    const used =
      STARTUP_BYTES + (this.isLimited ? this.#held : this.#server.databases.reduce((sum, db) => sum + sizeOf(db), 0));
    this.peak = Math.max(this.peak, used);
    return used;
  }

  /** Evicts as the policy says until what is used fits. False when it does not. */
  makeRoom(): boolean {
    const policy = this.#server.config.text("maxmemory-policy");
    while (STARTUP_BYTES + this.#held > this.#limit) {
      const victim = chooseVictim(this.#server, policy);
      if (victim === undefined) return false;
      this.#evict(victim);
    }
    return true;
  }

  #evict({ db, key }: Victim): void {
    const { config, listeners } = this.#server;
    const command = config.text("lazyfree-lazy-eviction") === "yes" ? "UNLINK" : "DEL";
    db.delete(key);
    this.evicted++;
    for (const listener of this.listeners) listener(db.index, key);
    for (const listener of listeners.propagated) listener(db.index, [[command, key]]);
  }

  readonly #touched = (index: number, key: Bytes): void => {
    const sizes = this.#sizes[index] as Map<Bytes, number>;
    const value = this.#server.databases[index]?.peek(key);
    const before = sizes.get(key) ?? 0;
    if (value === undefined) {
      this.#held -= before;
      sizes.delete(key);
      return;
    }
    const size = keySize(key, value);
    this.#held += size - before;
    sizes.set(key, size);
  };

  #follow(): void {
    const limit = this.#server.config.number("maxmemory");
    const { touched } = this.#server.listeners;
    const wasLimited = this.isLimited;
    this.#limit = limit;
    if (limit > 0 && !wasLimited) {
      touched.push(this.#touched);
      for (const db of this.#server.databases) for (const key of db.keys()) this.#touched(db.index, key);
    } else if (limit === 0 && wasLimited) {
      touched.splice(touched.indexOf(this.#touched), 1);
      for (const sizes of this.#sizes) sizes.clear();
      this.#held = 0;
    }
  }
}

function sizeOf(db: Database): number {
  let size = 0;
  for (const key of db.keys()) {
    const value = db.peek(key);
    if (value !== undefined) size += keySize(key, value);
  }
  return size;
}
