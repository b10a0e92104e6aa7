import type { Socket } from "node:net";
import type { Transport } from "../wire/transport.ts";

const LINGER_MS = 1_000;

/** A TCP or Unix socket as the service sees it. */
export class SocketTransport implements Transport {
  readonly peer: string;
  readonly local: string;
  readonly #socket: Socket;

  constructor(socket: Socket, path: string | undefined) {
    this.#socket = socket;
    this.peer = path === undefined ? `${socket.remoteAddress ?? "?"}:${socket.remotePort ?? 0}` : `${path}:0`;
    this.local = path === undefined ? `${socket.localAddress ?? "?"}:${socket.localPort ?? 0}` : `${path}:0`;
  }

  get unsent(): number {
    return this.#socket.writableLength;
  }

  /** A write that the system took whole is over when it returns. */
  send(bytes: Buffer): boolean {
    if (!this.#socket.writable) return false;
    this.#socket.write(bytes);
    return this.#socket.writableLength > 0;
  }

  /**
   * Leaves the client a moment to read: closing while bytes of its own are unread would take the last reply from it.
   */
  end(): void {
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), LINGER_MS);
    timer.unref();
    this.#socket.once("close", () => clearTimeout(timer));
  }

  reset(): void {
    if (this.#socket.destroyed) return;
    // A Unix socket has no RST, and one whose end is sent cannot be reset any more: its handle would stay open.
    if (this.#socket.remoteAddress === undefined || this.#socket.writableEnded) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}
