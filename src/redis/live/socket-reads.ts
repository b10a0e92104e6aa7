import type { Duplex } from "node:stream";
import type { EntryId } from "../../bus/entry-id.ts";
import { StoreError, type GroupCursor, type ReadRequest, type StreamEntry } from "../../bus/store.ts";
import { ReadReply } from "../stores/read-reply.ts";
import { commandText, historyRequest, readRequest } from "../stores/read-request.ts";

export interface SocketReadsOptions {
  /** Opens a connection: `() => net.connect(6379)`, or of TLS. */
  readonly open: () => Duplex;
  /**
   * Commands that begin every connection: `[["AUTH", "user", "secret"], ["SELECT", "1"]]`. Each is answered by one
   * line.
   */
  readonly greeting?: readonly (readonly string[])[];
  /** Names of fields whose values are bytes. Default: `payload`. */
  readonly binaryFields?: ReadonlySet<string>;
  /** Beyond the time that a read may block, until its connection is given up. Default 2,000. */
  readonly graceMs?: number;
}

interface Pending {
  readonly resolve: (entries: readonly StreamEntry[]) => void;
  readonly reject: (error: unknown) => void;
  timer: NodeJS.Timeout | undefined;
}

const GRACE_MS = 2_000;
const PAYLOAD: ReadonlySet<string> = new Set(["payload"]);
const NS_PER_MS = 1_000_000;

/**
 * A connection for group reads alone, several times as fast as a client for all commands: it makes entries of the bytes
 * as they come. One read at a time. A connection that breaks ends the read with `unknown`, and the next read opens
 * another one.
 */
export class SocketReads {
  readonly #options: SocketReadsOptions;
  readonly #reply: ReadReply;
  #socket: Duplex | undefined;
  #pending: Pending | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SocketReadsOptions) {
    this.#options = options;
    this.#reply = new ReadReply(options.binaryFields ?? PAYLOAD);
  }

  readNew(at: GroupCursor, request: ReadRequest): Promise<readonly StreamEntry[]> {
    return this.#inTurn(
      readRequest(at, request), request.acknowledge.length > 0 ? 1 : 0, Math.ceil(request.block / NS_PER_MS),
    );
  }

  readPending(
    at: GroupCursor, count: number, after: EntryId, acknowledge: readonly EntryId[] = [],
  ): Promise<readonly StreamEntry[]> {
    return this.#inTurn(historyRequest(at, count, after, acknowledge), acknowledge.length > 0 ? 1 : 0, 0);
  }

  close(): void {
    this.#abandon(new StoreError("unknown", "closed"));
  }

  #inTurn(request: Buffer, lines: number, blockMs: number): Promise<readonly StreamEntry[]> {
    const read = this.#last.then(() => this.#read(request, lines, blockMs));
    this.#last = read.catch(() => undefined);
    return read;
  }

  /** `lines` replies of one line come before the entries; the server may take `blockMs` to answer. */
  #read(request: Buffer, lines: number, blockMs: number): Promise<readonly StreamEntry[]> {
    return new Promise((resolve, reject) => {
      const { greeting = [], graceMs = GRACE_MS } = this.#options;
      const isFresh = this.#socket === undefined;
      const socket = (this.#socket ??= this.#open());
      this.#reply.expect((isFresh ? greeting.length : 0) + lines);
      const pending: Pending = { resolve, reject, timer: undefined };
      this.#pending = pending;
      const patience = blockMs + graceMs;
      pending.timer = setTimeout(
        () => this.#abandon(new StoreError("unknown", `no reply in ${patience} ms`)), patience,
      );
      if (isFresh && greeting.length > 0) socket.write(greeting.map(commandText).join(""));
      socket.write(request);
    });
  }

  #open(): Duplex {
    const socket = this.#options.open();
    const isCurrent = (): boolean => this.#socket === socket;
    socket.on("data", (chunk: Uint8Array) => {
      if (isCurrent()) this.#received(chunk);
    });
    socket.on("error", (error) => {
      if (isCurrent()) this.#abandon(new StoreError("unknown", error.message));
    });
    socket.on("close", () => {
      if (isCurrent()) this.#abandon(new StoreError("unknown", "the connection was closed"));
    });
    return socket;
  }

  #received(chunk: Uint8Array): void {
    try {
      const entries = this.#reply.push(chunk);
      if (entries === undefined) return;
      const pending = this.#settled();
      pending?.resolve(entries);
    } catch (error) {
      // What else the server says in answer is not known: the next read begins on a connection of its own.
      this.#abandon(error);
    }
  }

  #abandon(error: unknown): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
    this.#settled()?.reject(error);
  }

  #settled(): Pending | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    clearTimeout(pending?.timer);
    return pending;
  }
}
