import type { Bytes } from "../server/bytes.ts";

export interface AclLogEntry {
  count: number;
  readonly reason: "command" | "key" | "channel" | "auth";
  readonly context: "toplevel" | "multi" | "lua";
  readonly object: Bytes;
  readonly username: Bytes;
  clientInfo: Bytes;
  readonly id: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
}

/** Refusals like the last ones within this time are counted, not listed again. */
const GROUPING_MS = 60_000;
const GROUPING_ENTRIES = 10;

/** The security events that ACL LOG shows, newest first. */
export class AclLog {
  #entries: AclLogEntry[] = [];
  #nextId = 0;

  get entries(): readonly AclLogEntry[] {
    return this.#entries;
  }

  add(
    event: Pick<AclLogEntry, "reason" | "context" | "object" | "username" | "clientInfo">, nowMs: number, limit: number,
  ): void {
    const like = this.#entries
      .slice(0, GROUPING_ENTRIES)
      .find(
        (entry) =>
          entry.reason === event.reason &&
          entry.context === event.context &&
          entry.object === event.object &&
          entry.username === event.username &&
          nowMs - entry.updatedAtMs <= GROUPING_MS,
      );
    const id = this.#nextId++;
    if (like === undefined) {
      this.#entries.unshift({ ...event, count: 1, id, createdAtMs: nowMs, updatedAtMs: nowMs });
      this.#entries.length = Math.min(this.#entries.length, limit);
      return;
    }
    like.count++;
    like.updatedAtMs = nowMs;
    like.clientInfo = event.clientInfo;
    this.#entries = [like, ...this.#entries.filter((entry) => entry !== like)];
  }

  clear(): void {
    this.#entries = [];
  }
}
