import { storedOf } from "../../../src/redis/persistence/value-binding.ts";
import type { StoredValue } from "../../../src/redis/persistence/stored-value.ts";
import type { ServerState } from "../../../src/redis/server/command.ts";

/** Everything that a server holds, in a form that two servers agree in when their clients could not tell them apart. */
export function contentsOf(server: ServerState): unknown {
  return server.databases.map((database) => {
    // A database learns the time from the commands on it.
    database.nowMs = server.nowMs;
    const keys = [...database.keys()].sort();
    return keys.map((key) => {
      const value = database.get(key);
      return value === undefined
        ? undefined
        : { key, expiresAtMs: database.expiryOf(key), value: plain(storedOf(value)) };
    });
  }).filter((keys) => keys.length > 0);
}

/**
 * As `contentsOf`, in one text, without what a log does not say: when consumers were last seen, and that there are
 * consumers who have tried to read and hold nothing.
 */
export const comparable = (server: ServerState): string =>
  JSON.stringify(contentsOf(server), (name, value: unknown) =>
    name === "consumers" ? undefined : typeof value === "bigint" ? String(value) : value);

/** Without what may differ: the order of members, where nodes are cut. */
function plain(stored: StoredValue): unknown {
  switch (stored.type) {
    case "string": return stored;
    case "list": return { type: "list", elements: stored.nodes.flat() };
    case "set": return { type: "set", members: [...stored.members].sort() };
    case "zset": return { type: "zset", scored: stored.members.map((member, i) => `${member} ${stored.scores[i]}`) };
    case "hash": return { type: "hash", fields: pairs(stored.fields).sort() };
    case "stream": {
      const { nodes, ...rest } = stored;
      const entries = nodes.flatMap((node) => node.entries).filter(({ deleted }) => !deleted);
      return { ...rest, entries: entries.map(({ ms, seq, fields }) => `${ms}-${seq} ${fields.join(",")}`) };
    }
  }
}

const pairs = (fields: readonly string[]): string[] =>
  fields.filter((_, i) => i % 2 === 0).map((field, i) => JSON.stringify([field, fields[2 * i + 1]]));
