import { connect, type Socket } from "node:net";
import { modelRedis } from "../../../src/redis/model-redis.ts";
import { TcpServer, type TcpServerOptions } from "../../../src/redis/live/tcp-server.ts";
import { commandBytes } from "../../../src/redis/resp/command-bytes.ts";
import { ReplyParser } from "../../../src/redis/resp/reply-parser.ts";
import type { Reply } from "../../../src/redis/server/reply.ts";

/** A model server on a free loopback port. */
export function serve(options: Partial<TcpServerOptions> = {}): Promise<TcpServer> {
  let state = 1;
  // A multiplicative congruential sequence: any fixed one will do.
  const random = (): number => (state = Math.imul(state, 48_271) >>> 0);
  const server = modelRedis({ compat: "7.2", random, startedAtUs: Date.now() * 1_000 });
  return TcpServer.listen({ server, at: { port: 0 }, ...options });
}

export const portOf = (tcp: TcpServer): number => ("port" in tcp.address ? tcp.address.port : 0);

/** A client that sends bytes and commands, and keeps what comes back. */
export class SocketClient {
  readonly socket: Socket;
  readonly #parser = new ReplyParser();
  readonly #replies: Reply[] = [];
  readonly #waiting: ((reply: Reply) => void)[] = [];
  received = "";
  closed = false;
  readonly whenClosed: Promise<void>;

  constructor(at: number | string) {
    this.socket = typeof at === "number" ? connect(at, "127.0.0.1") : connect(at);
    this.whenClosed = new Promise((resolve) => this.socket.once("close", () => {
      this.closed = true;
      resolve();
    }));
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk) => this.#take(chunk));
  }

  send(text: string): void {
    this.socket.write(Buffer.from(text, "latin1"));
  }

  /** Sends a command and waits for the next reply. */
  run(...args: string[]): Promise<Reply> {
    this.socket.write(commandBytes(args));
    return this.reply();
  }

  reply(): Promise<Reply> {
    const reply = this.#replies.shift();
    return reply === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(reply);
  }

  close(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.received += chunk.toString("latin1");
    this.#parser.feed(chunk);
    for (let reply = this.#parser.next(); reply !== undefined; reply = this.#parser.next()) {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#replies.push(reply);
      else waiting(reply);
    }
  }
}

/** Waits until something holds, a test's time at most. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
