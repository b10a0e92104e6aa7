// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- types only: the caller brings the transport
import type { Redis, RedisOptions } from "ioredis";
import { DEFAULT_DATABASE_CONFIG, type DatabaseConfig } from "../../bus/config/message-bus-config.ts";
import type { BusConnection, Connect, ServerFacts } from "../../bus/factory/ports.ts";
import { WavetankError } from "../../kernel/error.ts";
import { CONSUMER_OPTIONS, PRODUCER_OPTIONS } from "./client-options.ts";
import { IoredisStore } from "./ioredis-store.ts";
import { storeError } from "./store-failure.ts";

/** Makes a client that does not connect yet, with these options: `(options) => new Redis(options)`. */
export type MakeClient = (options: RedisOptions) => Redis;

const MS_PER_SECOND = 1_000;

/**
 * Connects a bus through ioredis 5: one client that writes and one that reads. Address, credentials, limits and
 * back-off come from the DatabaseConfig; without one `make` has to know them. A connection that breaks later is made
 * anew for ever.
 */
export const ioredisConnect = (make: MakeClient): Connect => async (database) => {
  let isOpen = false;
  // The first attempt is the only one: whoever asked decides whether there is another. Later ones are the clients' own.
  const retryStrategy = (attempt: number): number | null =>
    isOpen ? backOffMs(database ?? DEFAULT_DATABASE_CONFIG, attempt) : null;
  const address = database === undefined ? {} : optionsOf(database);
  const commands = make({ ...PRODUCER_OPTIONS, ...address, ...timeoutOf(database), retryStrategy, lazyConnect: true });
  const reads = make({ ...CONSUMER_OPTIONS, ...address, retryStrategy, lazyConnect: true });
  const close = async (): Promise<void> => {
    isOpen = false;
    commands.disconnect();
    reads.disconnect();
  };
  try {
    const server = await connected(commands);
    await connected(reads);
    isOpen = true;
    return { store: new IoredisStore({ commands, reads }), server, close } satisfies BusConnection;
  } catch (error) {
    await close();
    throw error;
  }
};

/** What the server says of itself, once it is there. */
async function connected(client: Redis): Promise<ServerFacts> {
  let told: Error | undefined;
  // A client without a listener writes to the console. Later failures are told by the commands that meet them.
  client.on("error", (error: Error) => (told = error));
  try {
    await client.connect();
    return factsOf(await client.info());
  } catch (error) {
    const cause = told ?? error;
    if (!(cause instanceof Error) || cause.name !== "ParserError") throw storeError(cause);
    throw new WavetankError(
      "E_SERVER", "what answers does not speak the Redis protocol", { hint: "check host, port and TLS" }, cause,
    );
  }
}

function factsOf(info: string): ServerFacts {
  const value = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
  return { version: value("redis_version"), role: value("role") === "slave" ? "replica" : "master" };
}

function optionsOf({
  host = "127.0.0.1", port = 6_379, username, password, ssl, connectionTimeout,
}: DatabaseConfig): RedisOptions {
  return {
    host, port, connectTimeout: connectionTimeout * MS_PER_SECOND,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ssl ? { tls: {} } : {}),
  };
}

/** NautilusTrader's cap on the exponent. */
const MOST_DOUBLINGS = 32;

const backOffMs = ({ factor, exponentBase, maxDelay }: DatabaseConfig, attempt: number): number =>
  Math.max(1, Math.min(factor * exponentBase ** Math.min(attempt, MOST_DOUBLINGS), maxDelay * MS_PER_SECOND));

const timeoutOf = (database: DatabaseConfig | undefined): RedisOptions =>
  (database === undefined ? {} : { commandTimeout: database.responseTimeout * MS_PER_SECOND });
