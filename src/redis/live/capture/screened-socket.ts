import { connect as connectTcp, isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { RedisOptions } from "ioredis";
import { ReplyScreen, type ReplyLimits } from "./reply-limits.ts";
import type { ServerAddress } from "./server-address.ts";

/** What came is no reply that a Redis server gives to us, or more of one than is asked for. */
export class ForeignReply extends Error {
  constructor(found: string) {
    super(found);
    this.name = "ForeignReply";
  }
}

/**
 * A socket whose bytes are judged before anybody else sees them. It ends with a ForeignReply when they are not replies.
 */
class ScreenedSocket extends Duplex {
  readonly #socket: Socket;
  readonly #screen: ReplyScreen;

  constructor(socket: Socket, event: "connect" | "secureConnect", limits: ReplyLimits) {
    super({ allowHalfOpen: false, emitClose: true });
    this.#socket = socket;
    this.#screen = new ReplyScreen(limits);
    socket.on(event, () => this.emit("connect"));
    socket.on("data", (chunk) => this.#received(chunk));
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
    socket.on("timeout", () => this.emit("timeout"));
  }

  setKeepAlive(on: boolean, delay: number): this {
    this.#socket.setKeepAlive(on, delay);
    return this;
  }

  setNoDelay(on: boolean): this {
    this.#socket.setNoDelay(on);
    return this;
  }

  setTimeout(ms: number, callback?: () => void): this {
    this.#socket.setTimeout(ms);
    if (callback !== undefined) this.once("timeout", callback);
    return this;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #received(chunk: Buffer): void {
    const problem = this.#screen.take(chunk);
    if (problem !== undefined) this.destroy(new ForeignReply(problem));
    else if (!this.push(chunk)) this.#socket.pause();
  }
}

/** The other side cannot prove who it is, or speaks no TLS: asking again is of no use. */
export class Untrusted extends Error {
  constructor(found: string) {
    super(found);
    this.name = "Untrusted";
  }
}

/** Errors of TLS have names of their own, those of the network begin with an E: ECONNRESET. */
const isOfTls = ({ code }: NodeJS.ErrnoException): boolean =>
  code !== undefined && (code === "EPROTO" || !/^E[A-Z0-9]+$/.test(code));

/**
 * For `new Redis({ Connector })`: connects to `address` alone, and screens what comes. `onEnd` is told why that came to
 * an end for good.
 */
export function screeningConnector(
  address: ServerAddress, limits: ReplyLimits, onEnd: (why: ForeignReply | Untrusted) => void,
): NonNullable<RedisOptions["Connector"]> {
  class ScreeningConnector {
    connecting = false;
    firstError: Error | undefined;
    stream: ScreenedSocket | undefined;

    check(): boolean {
      return true;
    }

    async connect(): Promise<ScreenedSocket> {
      this.connecting = true;
      const socket =
        address.tls && "host" in address.at
          ? connectTls({ ...address.at, ...serverName(address.at.host) })
          : connectTcp(address.at);
      const stream = new ScreenedSocket(socket, address.tls ? "secureConnect" : "connect", limits);
      stream.once("error", (error) => {
        this.firstError = error;
        if (error instanceof ForeignReply) onEnd(error);
        else if (address.tls && isOfTls(error)) onEnd(new Untrusted(error.message));
      });
      this.stream = stream;
      return stream;
    }

    disconnect(): void {
      this.connecting = false;
      this.stream?.destroy();
    }
  }
  return ScreeningConnector as unknown as NonNullable<RedisOptions["Connector"]>;
}

/** What the certificate has to be of; an IP address is not announced, but compared. */
const serverName = (host: string): { readonly servername?: string } => (isIP(host) === 0 ? { servername: host } : {});
