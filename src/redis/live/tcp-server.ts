import { createServer, type Server, type Socket } from "node:net";
import { WavetankError } from "../../kernel/error.ts";
import type { RedisServer } from "../server/server.ts";
import type { OnFault } from "../wire/connection-faults.ts";
import type { FaultPlan } from "../wire/fault-plan.ts";
import { Service } from "../wire/service.ts";
import { ExpiryCycle } from "./expiry-cycle.ts";
import { realTiming } from "./real-timing.ts";
import { SocketTransport } from "./socket-transport.ts";

export type ListenAt = { readonly port: number; readonly host?: string } | { readonly path: string };

export interface TcpServerOptions {
  readonly server: RedisServer;
  readonly at: ListenAt;
  readonly faults?: FaultPlan;
  readonly onFault?: OnFault;
}

const LOOPBACK = "127.0.0.1";
const BACKLOG = 511;

/** A model server that any Redis client can talk to, on the machine's clock. */
export class TcpServer {
  readonly service: Service;
  readonly #listener: Server;
  readonly #sockets = new Set<Socket>();
  readonly #cycle: ExpiryCycle;
  readonly #at: ListenAt;

  private constructor(options: TcpServerOptions) {
    const { server, at, faults, onFault } = options;
    this.#at = at;
    this.service = new Service({
      server, timing: realTiming, atEndOfTurn: setImmediate,
      ...(faults === undefined ? {} : { faults }), ...(onFault === undefined ? {} : { onFault }),
    });
    this.#listener = createServer({ noDelay: true, keepAlive: true }, (socket) => this.#accept(socket));
    this.#cycle = new ExpiryCycle(this.service);
  }

  /**
   * Listens, on the loopback interface only unless told otherwise.
   *
   * @throws {WavetankError} E_LISTEN - the port or path is in use, or not allowed.
   */
  static async listen(options: TcpServerOptions): Promise<TcpServer> {
    const server = new TcpServer(options);
    await server.#listen();
    return server;
  }

  /** Where it listens: the port that was chosen when 0 was asked for. */
  get address(): ListenAt {
    const address = this.#listener.address();
    if (address === null || typeof address === "string") return this.#at;
    return { host: address.address, port: address.port };
  }

  /** Closes every connection and stops listening. */
  async close(): Promise<void> {
    this.#cycle.stop();
    this.service.shutDown();
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void => reject(cannotListen(this.#at, error));
      this.#listener.once("error", failed);
      const at =
        "path" in this.#at ? { path: this.#at.path } : { port: this.#at.port, host: this.#at.host ?? LOOPBACK };
      this.#listener.listen({ ...at, backlog: BACKLOG }, () => {
        this.#listener.off("error", failed);
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    const { service } = this;
    // What went wrong is told by "close", which follows.
    socket.on("error", () => {});
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const { number, welcome } = service.welcome();
    const transport = new SocketTransport(socket, "path" in this.#at ? this.#at.path : undefined);
    if (welcome === "refused") return transport.reset();
    if (welcome === "unreachable") return void socket.resume();
    const connection = service.open(transport, number);
    socket.on("data", (chunk) => service.receive(connection, chunk));
    // Before the socket ends its own side too, after which nothing can be sent.
    socket.prependListener("end", service.endTurn);
    socket.on("drain", () => service.drained(connection));
    socket.once("close", () => service.closed(connection));
  }
}

function cannotListen(at: ListenAt, error: NodeJS.ErrnoException): WavetankError {
  const where = "path" in at ? at.path : `${at.host ?? LOOPBACK}:${at.port}`;
  const hints: Readonly<Record<string, string>> = {
    EADDRINUSE: "path" in at
      ? "another server listens there, or one that died left the file: delete it, or name another"
      : "another server listens there: stop it, or choose another --port (0 is any that is free)",
    EACCES: "path" in at ? "the folder has to exist, and be one that you may write to" : "choose a port above 1023",
    ENOENT: "the folder of the socket has to exist",
  };
  const hint = hints[error.code ?? ""];
  return new WavetankError("E_LISTEN", `cannot listen: ${error.message}`, {
    where, expected: "an address that is free", ...(hint === undefined ? {} : { hint }),
  }, error);
}
