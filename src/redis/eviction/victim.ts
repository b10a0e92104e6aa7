import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import type { Database } from "../server/database.ts";

export interface Victim {
  readonly db: Database;
  readonly key: Bytes;
}

/** Of more keys with a time to live than this, only the first are looked at. */
const VOLATILE_LIMIT = 1_024;

/**
 * The key that a policy gives up next; undefined when there is none that it may. Like a server it looks at
 * maxmemory-samples keys, drawn from the run's seed, and takes the worst; keys with a time to live it compares all.
 */
export function chooseVictim(server: ServerState, policy: string): Victim | undefined {
  const [scope, measure] = policy.split("-") as [string, string | undefined];
  if (measure === undefined) return undefined;
  const candidates: Victim[] = [];
  for (const db of server.databases) {
    db.nowMs = server.nowMs;
    for (const key of scope === "allkeys" ? sample(server, db) : volatile(db)) candidates.push({ db, key });
  }
  if (measure === "random")
    return candidates.length === 0 ? undefined : candidates[server.random() % candidates.length];
  const worth = measure === "ttl" ? timeLeft : lastAccess;
  let worst: Victim | undefined;
  for (const candidate of candidates) if (worst === undefined || worth(candidate) < worth(worst)) worst = candidate;
  return worst;
}

function sample(server: ServerState, db: Database): readonly Bytes[] {
  const keys = new Set<Bytes>();
  for (let drawn = server.config.number("maxmemory-samples"); drawn > 0 && db.size > 0; drawn--) {
    const key = db.randomKey(server.random);
    if (key !== undefined) keys.add(key);
  }
  return [...keys];
}

function volatile(db: Database): readonly Bytes[] {
  const keys: Bytes[] = [];
  for (const key of db.volatileKeys()) {
    keys.push(key);
    if (keys.length === VOLATILE_LIMIT) break;
  }
  return keys;
}

const timeLeft = ({ db, key }: Victim): number => db.expiryOf(key) ?? Infinity;

/** LFU policies are judged by the last access too: a model counts no frequencies. */
const lastAccess = ({ db, key }: Victim): number => db.peek(key)?.accessedAt ?? 0;
