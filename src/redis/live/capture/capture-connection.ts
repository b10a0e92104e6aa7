import { Redis } from "ioredis";
import type { SecureContext } from "node:tls";
import { WavetankError } from "../../../kernel/error.ts";
import { REPLY_LIMITS, type ReplyLimits } from "./reply-limits.ts";
import { ForeignReply, screeningConnector, Untrusted } from "./screened-socket.ts";
import type { ServerAddress } from "./server-address.ts";
import { arrayOf, entriesByStream, foreignReply, streamInfoOf, textOf, type StreamReading } from "./stream-reading.ts";

/** The connection, or the server for the time being, is of no use; asking again later may help. */
export class ConnectionLost extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "ConnectionLost";
  }
}

export interface ConnectionOptions {
  readonly address: ServerAddress;
  /** Whom to trust and who we are, where the address is of TLS; undefined: whom Node.js trusts, and nobody. */
  readonly secureContext?: SecureContext | undefined;
  /** How long the server may take for an answer, and for a connection. */
  readonly timeoutMs: number;
  readonly limits?: ReplyLimits;
}

/** One page of some streams, all read at one instant. */
export interface Page {
  /** The server's clock. */
  readonly serverUnixMs: number;
  readonly readings: ReadonlyMap<string, StreamReading>;
  /** Keys that hold something else than a stream. */
  readonly others: ReadonlySet<string>;
}

const FOR_NOW = /^(LOADING|BUSY|MASTERDOWN|TRYAGAIN|CLUSTERDOWN|ERR max number of clients)/;
const DENIED = /^(NOAUTH|WRONGPASS|NOPERM|ERR invalid password|ERR AUTH)/;
const SCAN_COUNT = 512;
type Results = readonly (readonly [error: Error | null, result: unknown])[] | null;

/** Reads streams of a server, and nothing but reads: SELECT, SCAN, TIME, XINFO and XREAD without a group. */
export class CaptureConnection {
  readonly #redis: Redis;
  /** Why the socket came to its end. */
  #ended: Error | undefined;

  private constructor({ address, secureContext, timeoutMs, limits = REPLY_LIMITS }: ConnectionOptions) {
    const { username, password } = address;
    this.#redis = new Redis({
      Connector: screeningConnector(address, secureContext, limits, (why) => (this.#ended = why)),
      ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }),
      lazyConnect: true, retryStrategy: () => null, reconnectOnError: () => false, maxRetriesPerRequest: 0,
      enableOfflineQueue: false, autoResendUnfulfilledCommands: false, enableReadyCheck: false,
      connectTimeout: timeoutMs, commandTimeout: timeoutMs, connectionName: "wavetank-capture",
    });
    // Every failure is told by the command that meets it.
    this.#redis.on("error", () => {});
  }

  /**
   * @throws {ConnectionLost} nobody answers. @throws {WavetankError} E_CAPTURE_DENIED, E_CAPTURE_REPLY, E_CAPTURE_TLS
   */
  static async open(options: ConnectionOptions): Promise<CaptureConnection> {
    const connection = new CaptureConnection(options);
    try {
      await connection.#ask(() => connection.#redis.connect());
      if (options.address.db > 0)
        await connection.#ask(() => connection.#redis.callBuffer("SELECT", options.address.db));
      await connection.time();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  close(): void {
    this.#redis.disconnect();
  }

  /** The server's clock in Unix ms. */
  async time(): Promise<number> {
    return unixMsOf(await this.#ask(() => this.#redis.callBuffer("TIME")));
  }

  /** The keys of all streams, or of those that `pattern` matches, as binary strings. */
  async streams(pattern: string): Promise<readonly string[]> {
    const keys = new Set<string>();
    let cursor = "0";
    do {
      const at = cursor;
      const reply = arrayOf(await this.#ask(() =>
        this.#redis.callBuffer("SCAN", at, "MATCH", pattern, "COUNT", SCAN_COUNT, "TYPE", "stream")), "SCAN");
      cursor = textOf(reply[0], "SCAN");
      if (!/^\d{1,20}$/.test(cursor)) throw foreignReply("SCAN", "a cursor that is none");
      for (const key of arrayOf(reply[1], "SCAN")) keys.add(textOf(key, "SCAN"));
      if (keys.size > MOST_STREAMS) throw tooMany(keys.size);
    } while (cursor !== "0");
    return [...keys].sort();
  }

  /** Which of the streams have entries after their positions. */
  async news(wanted: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const reply = await this.#ask(() => this.#redis.callBuffer("XREAD", "COUNT", 1, ...streamsOf(wanted)));
    return new Set(entriesByStream(reply).keys());
  }

  /** At most `count` entries after its position of each stream, and what the server says about it at that instant. */
  async read(wanted: ReadonlyMap<string, string>, infoOnly: ReadonlySet<string>, count: number): Promise<Page> {
    const asked = [...wanted.keys(), ...infoOnly];
    const pipeline = this.#redis.pipeline();
    pipeline.callBuffer("MULTI");
    pipeline.callBuffer("TIME");
    for (const key of asked) pipeline.callBuffer("XINFO", "STREAM", bytes(key));
    if (wanted.size > 0) pipeline.callBuffer("XREAD", "COUNT", count, ...streamsOf(wanted));
    pipeline.callBuffer("EXEC");
    const results = await this.#ask(() => pipeline.exec() as Promise<Results>);
    for (const [error] of results ?? []) if (error !== null) throw this.#failure(error);
    const replies = arrayOf(results?.at(-1)?.[1], "EXEC");
    if (replies.length !== asked.length + (wanted.size > 0 ? 2 : 1))
      throw foreignReply("EXEC", `${replies.length} replies`);
    return this.#page(asked, replies);
  }

  #page(asked: readonly string[], replies: readonly unknown[]): Page {
    const others = new Set<string>();
    const readings = new Map<string, StreamReading>();
    const last = replies.length > asked.length + 1 ? replies.at(-1) : null;
    const isMixed = last instanceof Error && last.message.startsWith("WRONGTYPE");
    if (last instanceof Error && !isMixed) throw this.#failure(last);
    const entries = isMixed ? undefined : entriesByStream(last);
    asked.forEach((key, at) => {
      const info = replies[at + 1];
      if (info instanceof Error) {
        if (info.message.startsWith("WRONGTYPE")) others.add(key);
        else if (!info.message.startsWith("ERR no such key")) throw this.#failure(info);
        readings.set(key, { info: undefined, entries: [] });
      } else if (entries !== undefined) {
        readings.set(key, { info: streamInfoOf(info), entries: entries.get(key) ?? [] });
      }
    });
    return { serverUnixMs: unixMsOf(replies[0]), readings, others };
  }

  async #ask<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): Error {
    if (error instanceof WavetankError || error instanceof ConnectionLost) return error;
    if (this.#ended instanceof Untrusted) return untrusted(this.#ended);
    if (this.#ended instanceof ForeignReply) return foreignReply("a command", this.#ended.message);
    const { name, message } = error as Error;
    if (name === "ParserError") return foreignReply("a command", "bytes that are no reply");
    if (name !== "ReplyError") return new ConnectionLost(this.#ended === undefined ? message : reasonOf(this.#ended));
    if (FOR_NOW.test(message)) return new ConnectionLost(`the server says ${message.slice(0, 200)}`);
    if (DENIED.test(message)) {
      return new WavetankError("E_CAPTURE_DENIED", `the server does not let us in: ${message.slice(0, 200)}`, {
        expected: "a user who may SELECT, TIME, SCAN, XINFO STREAM, XREAD, MULTI and EXEC on the streams",
        hint: "put the user into the address and the password there or into the environment variable REDISCLI_AUTH",
      });
    }
    return new WavetankError("E_CAPTURE_REPLY", `the server refuses a command: ${message.slice(0, 200)}`, {
      expected: "a single Redis server of version 6 or later, or a Valkey server",
      ...(message.startsWith("MOVED") ? { hint: "capture each node of a cluster by itself, with its own keys" } : {}),
    });
  }
}

/** Where a name has several addresses, of the last one tried. */
const reasonOf = (error: Error): string =>
  error instanceof AggregateError ? (error.errors.at(-1) as Error).message : error.message;

const untrusted = ({ by, message }: Untrusted): WavetankError =>
  by === "us"
    ? new WavetankError("E_CAPTURE_TLS", `no trust in the server: ${message.slice(0, 300)}`, {
      expected: "TLS, and a certificate for the address's host, in force now, of an authority that this machine knows",
      hint: "name a file with your own authority's certificate with --cacert; without TLS the address begins with redis://",
    })
    : new WavetankError("E_CAPTURE_TLS", `the server has no trust in us: ${message.slice(0, 300)}`, {
      expected: "a server that takes our certificate, or asks for none",
      hint: "name files with a certificate of the server's authority and with its key with --cert and --key",
    });

/** Beyond it, a recording of their streams would be of no use to anybody. */
const MOST_STREAMS = 10_000;

const tooMany = (count: number): WavetankError =>
  new WavetankError("E_CAPTURE_STREAMS", `more than ${count - 1} streams match`, {
    expected: `at most ${MOST_STREAMS} streams`, hint: "choose them with --stream or a narrower --pattern",
  });

function unixMsOf(reply: unknown): number {
  const [seconds, micros] = arrayOf(reply, "TIME").map((part) => Number(textOf(part, "TIME")));
  if (seconds === undefined || micros === undefined) throw foreignReply("TIME", "no time");
  const unixMs = seconds * 1_000 + Math.floor(micros / 1_000);
  if (!Number.isSafeInteger(unixMs) || unixMs < 0 || unixMs > 9_000_000_000_000) throw foreignReply("TIME", "no time");
  return unixMs;
}

const streamsOf = (wanted: ReadonlyMap<string, string>): (string | Buffer)[] => [
  "STREAMS",
  ...[...wanted.keys()].map(bytes),
  ...wanted.values(),
];

const bytes = (key: string): Buffer => Buffer.from(key, "latin1");
