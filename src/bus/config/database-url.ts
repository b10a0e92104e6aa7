import type { DatabaseConfig } from "./message-bus-config.ts";

const THIS_MACHINE = "127.0.0.1";
const REDIS_PORT = 6_379;

/**
 * `redis://user:password@host:port`, `rediss:` with TLS; credentials are percent-encoded. Holds the password: not for
 * logs.
 */
export function databaseUrl(database: DatabaseConfig): string {
  const { ssl, host = THIS_MACHINE, port = REDIS_PORT, username, password } = database;
  const secret = password === undefined ? "" : `:${encodeURIComponent(password)}`;
  const credentials = username === undefined && secret === "" ? "" : `${encodeURIComponent(username ?? "")}${secret}@`;
  const address = host.includes(":") ? `[${host}]` : host;
  return `${ssl ? "rediss" : "redis"}://${credentials}${address}:${port}`;
}
