import { connect as connectTcp, isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls, TLSSocket, type SecureContext } from "node:tls";
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

/** How long a server may take to show over TLS that it takes us as we are, before it is asked something. */
const VERDICT_MS = 250;

/**
 * A socket whose bytes are judged before anybody else sees them. It ends with a ForeignReply when they are not replies.
 */
class ScreenedSocket extends Duplex {
  readonly #socket: Socket;
  readonly #screen: ReplyScreen;
  /** Until the event `connect`; a client writes nothing before. */
  connecting = true;

  constructor(socket: Socket, limits: ReplyLimits) {
    super({ allowHalfOpen: false, emitClose: true });
    this.#socket = socket;
    this.#screen = new ReplyScreen(limits);
    const connected = (): void => {
      if (this.destroyed) return;
      this.connecting = false;
      this.emit("connect");
    };
    if (socket instanceof TLSSocket) onceTaken(socket, connected);
    else socket.once("connect", connected);
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

/**
 * Since TLS 1.3 the handshake is over for us before the server has looked at our certificate. It sends a session then,
 * or says why it hangs up; what we had written by that time would reset the connection, and nobody would hear why.
 */
function onceTaken(socket: TLSSocket, callback: () => void): void {
  socket.once("secureConnect", () => {
    const timer = setTimeout(callback, VERDICT_MS);
    const settle = (isTaken: boolean): void => {
      clearTimeout(timer);
      if (isTaken) callback();
    };
    if (socket.getProtocol() !== "TLSv1.3") return settle(true);
    // Not at once: the event is from within a read, and a write in the midst of it garbles the next record.
    socket.once("session", () => setImmediate(settle, true)).once("close", () => settle(false));
  });
}

/** One side cannot prove to the other who it is, or that one speaks no TLS: asking again is of no use. */
export class Untrusted extends Error {
  /** Who has no trust. */
  readonly by: "us" | "server";

  constructor(found: string, by: "us" | "server") {
    super(found);
    this.name = "Untrusted";
    this.by = by;
  }
}

interface TlsError extends NodeJS.ErrnoException {
  /** OpenSSL's words without the place in its sources. */
  readonly reason?: string;
}

/** Errors of TLS have names of their own, those of the network begin with an E: ECONNRESET. */
const isOfTls = ({ code }: TlsError): boolean =>
  code !== undefined && (code === "EPROTO" || !/^E[A-Z0-9]+$/.test(code));

const ALERTS = [
  "bad certificate", "no certificate", "unsupported certificate", "certificate required", "certificate unknown",
  "certificate expired", "certificate revoked", "unknown ca", "access denied", "handshake failure",
];
/** By which a server refuses a client's certificate, or that there is none (RFC 8446, 6.2; older ones inexactly). */
const REFUSAL = new RegExp(`alert (?:${ALERTS.join("|")})`);

/**
 * For `new Redis({ Connector })`: connects to `address` alone, and screens what comes. `onError` is told why that came
 * to an end: after a ForeignReply and an Untrusted for good.
 */
export function screeningConnector(
  address: ServerAddress, secureContext: SecureContext | undefined, limits: ReplyLimits,
  onError: (why: Error) => void,
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
          ? connectTls({
              ...address.at, ...serverName(address.at.host), ...(secureContext === undefined ? {} : { secureContext }),
            })
          : connectTcp(address.at);
      const stream = new ScreenedSocket(socket, limits);
      stream.once("error", (error: TlsError) => {
        this.firstError = error;
        onError(address.tls && isOfTls(error) ? untrusted(error.reason ?? error.message) : error);
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

const untrusted = (message: string): Untrusted => new Untrusted(message, REFUSAL.test(message) ? "server" : "us");

/** What the certificate has to be of; an IP address is not announced, but compared. */
const serverName = (host: string): { readonly servername?: string } => (isIP(host) === 0 ? { servername: host } : {});
