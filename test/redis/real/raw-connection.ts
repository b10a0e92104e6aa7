import net from "node:net";
import { ReplySplitter } from "./reply-frame.ts";

/** Where a server listens. */
export type Address = { readonly path: string } | { readonly port: number; readonly host: string };

/** A command as RESP, of binary strings. */
export function encodeCommand(args: readonly string[]): string {
  let bytes = `*${args.length}\r\n`;
  for (const arg of args) bytes += `$${arg.length}\r\n${arg}\r\n`;
  return bytes;
}

/** A connection that gives replies as the bytes that came. */
export class RawConnection {
  readonly #socket: net.Socket;
  readonly #splitter = new ReplySplitter();
  #replies: string[] = [];
  #wanted: { readonly count: number; readonly resolve: () => void } | undefined;
  #closed = false;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#replies.push(...this.#splitter.push(chunk));
      this.#settle();
    });
    // Whatever ends the connection, "close" follows.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#closed = true;
      this.#settle();
    });
  }

  static async open(address: Address): Promise<RawConnection> {
    const socket = net.connect(address);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new RawConnection(socket);
  }

  /** The server has ended the connection. */
  get closed(): boolean {
    return this.#closed;
  }

  /** How many replies have come that were not taken. */
  get waiting(): number {
    return this.#replies.length;
  }

  write(bytes: string): void {
    this.#socket.write(bytes, "latin1");
  }

  send(...args: readonly string[]): void {
    this.write(encodeCommand(args));
  }

  /** The replies that came since they were last taken. */
  take(): readonly string[] {
    const replies = this.#replies;
    this.#replies = [];
    return replies;
  }

  /** Resolves when so many replies are there to be taken, or the connection has ended. */
  until(count: number): Promise<void> {
    if (this.#replies.length >= count || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wanted = { count, resolve };
    });
  }

  /** Sends one command and takes its reply. */
  async ask(...args: readonly string[]): Promise<string> {
    this.send(...args);
    await this.until(1);
    const reply = this.#replies.shift();
    if (reply === undefined) throw new Error(`${args[0] ?? ""}: the connection ended`);
    return reply;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once("close", () => resolve());
      this.#socket.destroy();
    });
  }

  #settle(): void {
    const wanted = this.#wanted;
    if (wanted === undefined || (this.#replies.length < wanted.count && !this.#closed)) return;
    this.#wanted = undefined;
    wanted.resolve();
  }
}
