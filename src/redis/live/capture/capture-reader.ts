import { setTimeout as sleep } from "node:timers/promises";
import type { EntryId } from "../../../bus/entry-id.ts";
import { WavetankError } from "../../../kernel/error.ts";
import { CaptureConnection, ConnectionLost, type ConnectionOptions, type Page } from "./capture-connection.ts";
import { takeMerged } from "./merge.ts";
import { PageSize } from "./page-size.ts";
import { StreamTail, type StreamStart, type TailItem } from "./stream-tail.ts";

export interface CaptureReaderOptions extends ConnectionOptions {
  /** Keys as binary strings, or a pattern of SCAN. */
  readonly choice: { readonly streams: readonly string[] } | { readonly pattern: string };
  /** Where streams that are there at the beginning are begun. */
  readonly from: StreamStart;
  /** Streams that an earlier capture had, by key, and that the choice may not name any more. */
  readonly resumed: ReadonlyMap<string, StreamStart>;
  /** What to do with each item, in order. Return false to end. `serverUnixMs`: when the page with it was read. */
  readonly take: (key: string, item: TailItem, serverUnixMs: number) => boolean;
  /** After each round: nothing waits any more that was there to be read. */
  readonly settled: (round: { readonly streams: number; readonly isDrained: boolean }) => void;
  /** The connection was lost, and is tried again after `delayMs`. */
  readonly lost: (reason: string, delayMs: number) => void;
  readonly regained: () => void;
  /** How long a server that was there may be away. */
  readonly patienceMs: number;
  /** End after so long: what was there by then is taken. */
  readonly durationMs: number | undefined;
}

const ASKS_WHO = "one that asks for certificates may hang up on a client without: --cert and --key";
const HUNG_UP = /ECONNRESET|EPIPE|closed/;
const POLL_MS = 100;
const AUDIT_MS = 1_000;
const SCAN_MS = 5_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/**
 * Reads streams from their positions on until it is stopped, its time is over, or the server is away for too long.
 * Quiet streams are looked at with one XREAD for all; a stream with news is read in pages, each together with what the
 * server says about it, in one MULTI. Holds one page of each stream at most.
 */
export class CaptureReader {
  readonly #options: CaptureReaderOptions;
  readonly #tails = new Map<string, StreamTail>();
  readonly #audited = new Map<string, number>();
  readonly #others = new Set<string>();
  readonly #page: PageSize;
  readonly #stopping = new AbortController();
  #connection: CaptureConnection | undefined;
  #scannedAt = -Infinity;
  #scanCost = 0;
  #hasBegun = false;
  #endsAt = Infinity;
  #isEnding = false;

  constructor(options: CaptureReaderOptions) {
    this.#options = options;
    this.#page = new PageSize();
    for (const [key, start] of options.resumed) this.#tails.set(key, new StreamTail(key, start));
  }

  /** Ends as soon as may be; what has been taken stays taken. */
  stop(): void {
    this.#stopping.abort();
    this.#connection?.close();
  }

  /**
   * @throws {WavetankError} E_CAPTURE_CONNECT - nobody answered at all; E_CAPTURE_LOST - the server was away for too
   *   long; E_CAPTURE_DENIED, E_CAPTURE_REPLY, E_CAPTURE_STREAMS, E_CAPTURE_TLS; what `take` throws.
   */
  async run(): Promise<"stopped" | "time" | "full"> {
    const { durationMs } = this.#options;
    if (durationMs !== undefined) this.#endsAt = performance.now() + durationMs;
    try {
      await this.#connectFirst();
      for (;;) {
        if (this.#stopping.signal.aborted) return "stopped";
        const round = await this.#patiently(() => this.#round());
        if (round === "full" || round === "time") return round;
        if (round === "idle") await this.#pause(POLL_MS);
      }
    } finally {
      this.#connection?.close();
    }
  }

  async #connectFirst(): Promise<void> {
    const { address } = this.#options;
    try {
      this.#connection = await CaptureConnection.open(this.#options);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      throw new WavetankError(
        "E_CAPTURE_CONNECT", `cannot reach the server: ${error.message}`,
        {
          where: address.shown, expected: "a Redis or Valkey server that answers",
          hint: `check the address, and that a server listens there${address.tls && HUNG_UP.test(error.message) ? `; ${ASKS_WHO}` : ""}`,
        },
        error,
      );
    }
  }

  /** Runs `action`, again and again with longer and longer waits while the connection is lost. */
  async #patiently<T>(action: () => Promise<T>): Promise<T | "idle"> {
    const { lost, regained, patienceMs, address } = this.#options;
    const since = performance.now();
    for (let delay = 0; ; delay = Math.min(LONGEST_DELAY_MS, Math.max(FIRST_DELAY_MS, delay * 2))) {
      try {
        if (delay > 0) {
          await this.#pause(delay);
          if (this.#stopping.signal.aborted) return "idle";
          this.#connection = await CaptureConnection.open(this.#options);
        }
        const result = await action();
        if (delay > 0) regained();
        return result;
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        this.#connection?.close();
        if (this.#stopping.signal.aborted) return "idle";
        if (performance.now() - since > patienceMs || performance.now() > this.#endsAt)
          throw gaveUp(error, address.shown);
        lost(error.message, Math.min(LONGEST_DELAY_MS, Math.max(FIRST_DELAY_MS, delay * 2)));
      }
    }
  }

  async #round(): Promise<"full" | "time" | "idle" | "busy"> {
    const connection = this.#connection as CaptureConnection;
    await this.#find(connection);
    const page = await this.#read(connection);
    const isFull = !this.#deliver(page);
    if (isFull) return "full";
    const isDrained = [...this.#tails.values()].every((tail) => tail.isEmpty && !tail.hasMore);
    this.#options.settled({ streams: this.#tails.size, isDrained });
    if (this.#isEnding) return isDrained && [...this.#tails.values()].every(({ isAtEnd }) => isAtEnd) ? "time" : "busy";
    this.#isEnding = performance.now() >= this.#endsAt;
    if (this.#isEnding) for (const tail of this.#tails.values()) tail.endAtNext();
    return isDrained && !this.#isEnding ? "idle" : "busy";
  }

  async #find(connection: CaptureConnection): Promise<void> {
    const { choice, from } = this.#options;
    const now = performance.now();
    if (this.#isEnding) return;
    // Walking through a large key space costs the server time: the longer it takes, the rarer it is done.
    if (now - this.#scannedAt < Math.max(SCAN_MS, this.#scanCost * 20)) return;
    const keys = "streams" in choice ? choice.streams : await connection.streams(choice.pattern);
    this.#scannedAt = performance.now();
    this.#scanCost = this.#scannedAt - now;
    // A stream that was not there when the capture began has been born since: none of it is old.
    const isFirst = !this.#hasBegun && this.#options.resumed.size === 0;
    for (const key of keys)
      if (!this.#tails.has(key)) this.#tails.set(key, new StreamTail(key, isFirst ? from : { kind: "born" }));
    this.#hasBegun = true;
  }

  async #read(connection: CaptureConnection): Promise<Page | undefined> {
    const waiting = [...this.#tails.values()].filter((tail) => tail.isEmpty && !tail.isAtEnd);
    const now = performance.now();
    const isDue = (tail: StreamTail): boolean =>
      tail.hasMore || this.#isEnding || now - (this.#audited.get(tail.key) ?? -Infinity) >= AUDIT_MS;
    const quiet = waiting.filter((tail) => !isDue(tail) && !this.#others.has(tail.key));
    const news =
      quiet.length === 0
        ? new Set<string>()
        : await connection.news(positions(quiet)).catch((error: unknown) => {
            // Some key holds something else by now: to be seen by asking about each.
            if (error instanceof WavetankError && error.message.includes("WRONGTYPE"))
              return new Set(quiet.map(({ key }) => key));
            throw error;
          });
    const asked = waiting.filter((tail) => isDue(tail) || news.has(tail.key));
    if (asked.length === 0) return undefined;
    const wanted = asked.filter(({ key }) => !this.#others.has(key));
    const count = this.#page.countFor(wanted.length);
    const page = await connection.read(
      positions(wanted), new Set(asked.map(({ key }) => key).filter((key) => this.#others.has(key))), count,
    );
    this.#accept(page, count);
    return page;
  }

  #accept({ readings, others, serverUnixMs }: Page, count: number): void {
    const now: EntryId = { ms: serverUnixMs, seq: 0 };
    for (const [key, reading] of readings) {
      const tail = this.#tails.get(key) as StreamTail;
      if (this.#others.has(key) && reading.info !== undefined) tail.hasMore = true;
      else tail.accept(reading, count, now);
      this.#audited.set(key, performance.now());
    }
    for (const key of readings.keys()) {
      if (others.has(key)) this.#others.add(key);
      else this.#others.delete(key);
    }
    this.#page.saw(readings);
  }

  /** False when `take` wants no more. */
  #deliver(page: Page | undefined): boolean {
    if (page === undefined) return true;
    for (const { tail, item } of takeMerged([...this.#tails.values()])) {
      if (!this.#options.take(tail.key, item, page.serverUnixMs)) return false;
    }
    return true;
  }

  async #pause(ms: number): Promise<void> {
    const wait = Math.min(ms, Math.max(1, this.#endsAt - performance.now()));
    await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

const positions = (tails: readonly StreamTail[]): ReadonlyMap<string, string> =>
  new Map(tails.map((tail) => [tail.key, tail.position]));

const gaveUp = (error: ConnectionLost, where: string): WavetankError =>
  new WavetankError(
    "E_CAPTURE_LOST", `the server did not come back: ${error.message}`,
    {
      where, expected: "a server that is away for no longer than the capture waits",
      hint: "capture again with --resume when it is back",
    },
    error,
  );
