export type ValueType = "string" | "list" | "set" | "zset" | "hash" | "stream";

/** What a key holds. Each type is a class of its own folder; commands narrow by `type`. */
export interface Value {
  readonly type: ValueType;
  /** What OBJECT ENCODING says. */
  readonly encoding: string;
  /** About how many bytes a server would hold for it; kept up to date by each change, so reading it is cheap. */
  readonly bytes: number;
  /** Unix seconds of the last access that counts as one (a server's LRU clock is no finer). Kept by the database. */
  accessedAt?: number;
  /** An independent copy: COPY. Nothing that either does later is seen by the other. */
  clone(): Value;
}
