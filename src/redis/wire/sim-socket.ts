// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- it waits on ticks only, which the drain runs
import { Duplex } from "node:stream";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Line, ServerEnd } from "./server-end.ts";
import type { Transport } from "./transport.ts";
import type { WireLink, WireLinks } from "./wire-link.ts";

export interface SimSocketOptions {
  readonly scheduler: Scheduler;
  readonly site: number;
  readonly line: Line;
  readonly links: WireLinks;
  /** `address:port` of the client. */
  readonly peer: string;
}

const MILLISECOND = 1_000_000;
/** Who is not answered asks again after a second, then after twice as long each time, and gives up after the last. */
const FIRST_REPEAT = 1_000 * MILLISECOND;
const REPEATS = 6;

/**
 * The client's end of a simulated connection: a stream with the parts of a socket that client libraries use. Bytes take
 * their time on the link; what is written at one instant travels together.
 */
export class SimSocket extends Duplex {
  connecting = true;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #options: SimSocketOptions;
  /** The ways to the server and back; each keeps the order of what it carries. */
  readonly #request: WireLink;
  readonly #reply: WireLink;
  #server: ServerEnd | undefined;
  #serverEnded = false;
  #left = false;
  #batch: Buffer[] = [];
  #batchAt: Instant = -1;
  #unsent = 0;
  #cancelIdle: (() => void) | undefined;

  constructor(options: SimSocketOptions) {
    super({ decodeStrings: true, allowHalfOpen: false, highWaterMark: Number.MAX_SAFE_INTEGER });
    this.#options = options;
    const { line, links } = options;
    const [address = "", port = ""] = line.address.split(":");
    this.remoteAddress = address;
    this.remotePort = Number(port);
    this.#request = links.request(line.number);
    this.#reply = links.reply(line.number);
    this.#ask(0);
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Calls back when the socket was idle for so long; 0 ends the watch. */
  setTimeout(ms: number, callback?: () => void): this {
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    if (callback !== undefined) {
      if (ms === 0) this.off("timeout", callback);
      else this.once("timeout", callback);
    }
    if (ms > 0) this.#cancelIdle = this.#after(ms * MILLISECOND, () => this.emit("timeout"));
    return this;
  }

  override _read(): void {
    // Bytes are pushed when they arrive.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const { scheduler } = this.#options;
    if (this.#batch.length === 0 || this.#batchAt !== scheduler.now) this.#startBatch();
    this.#batch.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#leave();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#cancelIdle?.();
    this.connecting = false;
    this.#leave();
    done(error);
  }

  #ask(repeat: number): void {
    const { line } = this.#options;
    this.#travel(this.#request, () => {
      if (this.destroyed) return;
      const welcome = line.answer();
      if (welcome === "unreachable") return this.#askAgain(repeat + 1);
      if (welcome === "refused") return this.#travel(this.#reply, () => this.#fail("connect", "ECONNREFUSED"));
      this.#travel(this.#reply, () => this.#connected());
      this.#server = line.accept(this.#transport());
    });
  }

  #askAgain(repeat: number): void {
    this.#after(FIRST_REPEAT * 2 ** (repeat - 1), () => {
      if (this.destroyed) return;
      if (repeat > REPEATS) this.#fail("connect", "ETIMEDOUT");
      else this.#ask(repeat);
    });
  }

  #fail(syscall: "connect" | "read", code: "ECONNREFUSED" | "ETIMEDOUT" | "ECONNRESET"): void {
    const where = syscall === "connect" ? ` ${this.#options.line.address}` : "";
    this.destroy(Object.assign(new Error(`${syscall} ${code}${where}`), { code, syscall }));
  }

  /** Bytes written later at this instant, before these have arrived, go with them. */
  #startBatch(): void {
    const batch: Buffer[] = [];
    this.#batch = batch;
    this.#batchAt = this.#options.scheduler.now;
    this.#travel(this.#request, () => {
      if (this.#batch === batch) this.#batch = [];
      if (this.#serverEnded) return;
      this.#server?.receive(batch.length === 1 ? (batch[0] as Buffer) : Buffer.concat(batch));
    });
  }

  /** The client's end closes; the server is told, unless bytes vanish. */
  #leave(): void {
    const server = this.#server;
    if (server === undefined || this.#serverEnded || this.#left) return;
    this.#left = true;
    this.#travel(this.#request, () => {
      if (this.#serverEnded) return;
      server.leave(() => {
        this.#serverEnded = true;
        this.#travel(this.#reply, () => this.#arriveEnd());
      });
    });
  }

  #connected(): void {
    if (this.destroyed) return;
    this.connecting = false;
    this.emit("connect");
    this.emit("ready");
  }

  #transport(): Transport {
    const { peer, line } = this.#options;
    const unsent = (): number => this.#unsent + this.readableLength;
    return {
      peer, local: line.address,
      get unsent() {
        return unsent();
      },
      send: (bytes) => {
        const chunk = Buffer.from(bytes);
        this.#unsent += chunk.length;
        this.#travel(this.#reply, () => {
          this.#unsent -= chunk.length;
          if (!this.destroyed) this.push(chunk);
        });
        return false;
      },
      end: () => this.#endFromServer(() => this.#arriveEnd()),
      reset: () => this.#endFromServer(() => this.#fail("read", "ECONNRESET")),
      pause: () => {},
      resume: () => {},
    };
  }

  #endFromServer(arrive: () => void): void {
    this.#serverEnded = true;
    this.#travel(this.#reply, () => {
      this.#server?.ended();
      if (!this.destroyed) arrive();
    });
  }

  #arriveEnd(): void {
    if (!this.destroyed) this.push(null);
  }

  #travel(link: WireLink, arrive: () => void): void {
    const { scheduler, site } = this.#options;
    scheduler.at(link.arrival(scheduler.now), site, () => {
      scheduler.settling();
      arrive();
    });
  }

  #after(delay: number, callback: () => void): () => void {
    const { scheduler, site } = this.#options;
    const handle = scheduler.after(delay, site, () => {
      scheduler.settling();
      callback();
    });
    return () => void scheduler.cancel(handle);
  }
}
