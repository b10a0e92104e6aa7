import type { Scheduler } from "../../kernel/scheduler.ts";
import { ms, sec, type Duration } from "../../kernel/time.ts";
import { NodeConnection } from "../deployment/node-connection.ts";
import type { ServerNode } from "../deployment/server-node.ts";
import type { Connection } from "./connection.ts";
import type { NodeTransport } from "./node-transport.ts";
import type { ServerEnd } from "./server-end.ts";
import type { Service } from "./service.ts";

export interface NodeEndOptions {
  readonly node: ServerNode;
  readonly service: Service;
  readonly transport: NodeTransport;
  readonly connection: Connection;
  readonly scheduler: Scheduler;
  readonly site: number;
  readonly forget: (end: NodeEnd) => void;
}

/**
 * Bytes that nobody acknowledges are sent again: first after so long, then each time after twice as long, up to a
 * limit.
 */
const FIRST_REPEAT = ms(200);
const LONGEST_REPEAT = sec(120);
const REPEATS = 15;
/** Commands are charged for one by one, as they are executed. */
const FREE = (): Duration => 0;

/** A connection as one run of a node's process has it. Bytes wait until the process has time for them. */
export class NodeEnd implements ServerEnd {
  readonly #options: NodeEndOptions;
  readonly #remote: NodeConnection;
  #repeating = false;
  #denied = false;

  constructor(options: NodeEndOptions) {
    const { node, connection } = options;
    this.#options = options;
    this.#remote = new NodeConnection(node, { deliver: () => {}, closed: () => this.#deny() });
    this.#remote.session = connection.session;
  }

  receive(chunk: Buffer): void {
    const { node, service, connection } = this.#options;
    this.#remote.perform(() => {
      service.receive(connection, chunk);
      return undefined;
    }, FREE, () => {});
    if (this.#remote.dead && node.state === "silent") this.#repeat(FIRST_REPEAT, 1);
  }

  /** In its turn: what was sent before is executed first. */
  leave(acknowledge: () => void): void {
    const { service, connection, forget } = this.#options;
    this.#remote.perform(() => {
      if (connection.isUnreachable) return undefined;
      this.#remote.dead = true;
      forget(this);
      service.closed(connection);
      acknowledge();
      return undefined;
    }, FREE, () => {});
  }

  ended(): void {
    const { service, connection, forget } = this.#options;
    if (this.#remote.dead) return;
    forget(this);
    service.closed(connection);
  }

  /** The process is gone. */
  stopped(): void {
    const { node, transport } = this.#options;
    this.#remote.dead = true;
    if (node.state === "silent") transport.goDark();
  }

  #deny(): void {
    if (this.#denied) return;
    this.#denied = true;
    this.#options.transport.deny();
  }

  /** What the client has sent without an answer is sent again by its machine, and meets whatever is there by then. */
  #repeat(wait: Duration, count: number): void {
    if (this.#repeating && count === 1) return;
    this.#repeating = true;
    const { node, scheduler, site } = this.#options;
    scheduler.after(wait, site, () => {
      if (this.#denied) return;
      if (node.state !== "silent" || count === REPEATS) this.#deny();
      else this.#repeat(Math.min(2 * wait, LONGEST_REPEAT), count + 1);
    });
  }
}
