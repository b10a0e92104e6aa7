import type { Compat } from "./compat.ts";

/** What a server says about itself. `redis` is the Redis that it is, or is compatible with. */
export interface Version {
  readonly name: "redis" | "valkey";
  readonly own: string;
  readonly redis: string;
}

const VERSIONS: Readonly<Record<Compat, Version>> = {
  "7.0": { name: "redis", own: "7.0.15", redis: "7.0.15" },
  "7.2": { name: "redis", own: "7.2.4", redis: "7.2.4" },
  "8.0": { name: "valkey", own: "8.0.1", redis: "7.2.4" },
};

export const versionOf = (compat: Compat): Version => VERSIONS[compat];
