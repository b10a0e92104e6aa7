import { FunctionLibraries } from "../scripting/functions/function-libraries.ts";
import type { ServerState } from "../server/command.ts";
import { atLeast, type Compat } from "../server/compat.ts";
import type { Database } from "../server/database.ts";
import { readRdb, writeRdb, type StoredDatabase, type StoredKey } from "./rdb-file.ts";
import { storedOf, valueOf } from "./value-binding.ts";

const VERSIONS: Readonly<Record<Compat, string>> = { "7.0": "7.0.15", "7.2": "7.2.4", "8.0": "8.0.1" };

/** The whole data set as an RDB file. */
export function writeSnapshot(server: ServerState): Buffer {
  const { compat } = server;
  const versionName = atLeast(compat, "8.0") ? "valkey-ver" : "redis-ver";
  return writeRdb(
    {
      auxiliary: [
        [versionName, VERSIONS[compat]], ["redis-bits", "64"], ["ctime", String(Math.floor(server.nowMs / 1_000))],
      ],
      functions: server.part(FunctionLibraries).libraries.map(({ source }) => source),
      databases: server.databases.map(storedDatabase),
    },
    compat,
  );
}

/** Keys whose time has passed and that nobody has touched since are left out. */
function storedDatabase(database: Database): StoredDatabase {
  const keys = [...database.keys()];
  return { index: database.index, size: keys.length, expiring: database.expiring, keys: storedKeys(database, keys) };
}

function* storedKeys(database: Database, keys: readonly string[]): Iterable<StoredKey> {
  for (const key of keys) {
    const value = database.get(key);
    if (value === undefined) continue;
    yield { key, value: storedOf(value), encoding: value.encoding, expiresAtMs: database.expiryOf(key) };
  }
}

/**
 * Puts the data set of an RDB file in the place of the server's own. `dropExpired` leaves out keys whose time has
 * passed; where a log follows, its commands have seen them.
 *
 * @throws {BadFormat} The file is damaged; the data set is then what was read until there.
 */
export function loadSnapshot(server: ServerState, file: Buffer, dropExpired: boolean): void {
  for (const database of server.databases) database.clear();
  const libraries = server.part(FunctionLibraries);
  libraries.flush();
  readRdb(file, server.compat, {
    auxiliary: () => {},
    function: (source) => void libraries.load(source, true),
    key: (db, key, stored, expiresAtMs) => {
      const database = server.databases[db];
      if (database === undefined || (dropExpired && expiresAtMs !== undefined && expiresAtMs < server.nowMs)) return;
      database.set(key, valueOf(stored, server));
      if (expiresAtMs !== undefined) database.setExpiry(key, expiresAtMs);
    },
  });
}
