import type { RedisOptions } from "bullmq";
import { WavetankError } from "../../kernel/error.ts";
import { tlsFilesFor, type TlsFiles } from "../tls-files.ts";

const FIRST_TRIES = 3;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 20_000;

/** A server that has never answered is given up soon, one that went away is waited for. */
export interface QueueAddress {
  readonly connection: RedisOptions;
  /** The server has answered: from now on connections are opened again, however long that takes. */
  readonly answered: () => void;
}

/**
 * A password that is not in the address is that in REDISCLI_AUTH. @throws {WavetankError} E_QUEUE, E_USAGE, E_TLS_FILE,
 * E_FILE_…
 */
export function queueAddress(address: string, files: TlsFiles): QueueAddress {
  let hasAnswered = false;
  const retryStrategy = (times: number): number | null => {
    if (!hasAnswered && times > FIRST_TRIES) return null;
    return Math.min(FIRST_WAIT_MS * 2 ** Math.min(times, 10), LONGEST_WAIT_MS);
  };
  const connection = redisConnection(address);
  const tls = connection.tls !== undefined;
  const secureContext = tlsFilesFor({ tls, shown: withoutPassword(address) }, files);
  const password = connection.password ?? process.env["REDISCLI_AUTH"];
  if (password !== undefined) connection.password = password;
  if (secureContext !== undefined) connection.tls = { secureContext };
  return { connection: { ...connection, retryStrategy }, answered: () => void (hasAnswered = true) };
}

/** What is wrong with a queue that does not open. */
export const unreachable = (address: string, cause: unknown): WavetankError =>
  new WavetankError(
    "E_QUEUE", `no queue: ${reasonOf(cause)}`,
    {
      where: withoutPassword(address), expected: "a Redis server that answers at this address and lets us in",
      hint: `start one there, or name another with --queue${
        address.startsWith("rediss:") ? "; --cacert, --cert and --key say whom to trust and who we are" : ""}`,
    },
    cause,
  );

/** OpenSSL's errors have a reason of their own; the message has places in its sources too. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error) || cause.message === "") return String(cause);
  return "reason" in cause && typeof cause.reason === "string" ? cause.reason : cause.message;
}

/** BullMQ's connection for redis://[user[:password]@]host[:port][/db] or rediss://…; @throws {WavetankError} E_QUEUE */
export function redisConnection(address: string): RedisOptions {
  let url: URL;
  try {
    url = new URL(address);
  } catch (error) {
    throw notAnAddress(address, error);
  }
  if (
    (url.protocol !== "redis:" && url.protocol !== "rediss:") ||
    url.hostname === "" ||
    !/^(\/\d*)?$/.test(url.pathname)
  )
    throw notAnAddress(address);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port === "" ? 6_379 : url.port),
    db: Number(url.pathname.slice(1)),
    maxRetriesPerRequest: null,
    ...(url.username === "" ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === "" ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.protocol === "rediss:" ? { tls: {} } : {}),
  };
}

const withoutPassword = (address: string): string => address.replace(/\/\/[^@/]*@/, "//…@");

const notAnAddress = (address: string, cause?: unknown): WavetankError =>
  new WavetankError("E_QUEUE", `"${withoutPassword(address)}" is no address of a queue`, {
    expected: "redis://[user[:password]@]host[:port][/db] or rediss://…",
  }, cause);
