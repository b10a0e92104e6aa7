import type { Scheduler } from "../../kernel/scheduler.ts";
import type { ServerNode } from "../deployment/server-node.ts";
import type { Transport } from "./transport.ts";

export interface NodeTransportOptions {
  readonly inner: Transport;
  readonly node: ServerNode;
  readonly scheduler: Scheduler;
  readonly site: number;
}

/**
 * A node's end of a connection's bytes. They leave when the process is done with what they answer, so a process that
 * ends before takes them with it; the network may be cut and hold them; without power nothing leaves.
 */
export class NodeTransport implements Transport {
  readonly peer: string;
  readonly local: string;
  readonly #options: NodeTransportOptions;
  /** Not yet done with, or held by the network. */
  #heldBytes = 0;
  #leaving = 0;
  #over = false;
  #dark = false;

  constructor(options: NodeTransportOptions) {
    this.peer = options.inner.peer;
    this.local = options.inner.local;
    this.#options = options;
  }

  get unsent(): number {
    return this.#options.inner.unsent + this.#heldBytes;
  }

  send(bytes: Buffer): boolean {
    const { inner } = this.#options;
    const copy = Buffer.from(bytes);
    this.#heldBytes += copy.length;
    this.#leave(() => {
      this.#heldBytes -= copy.length;
      inner.send(copy);
    });
    return false;
  }

  end(): void {
    this.#leave(() => this.#options.inner.end());
  }

  reset(): void {
    this.#over = true;
    if (!this.#dark) this.deny();
  }

  pause(): void {
    this.#options.inner.pause();
  }

  resume(): void {
    this.#options.inner.resume();
  }

  /** The power is gone: the client is told nothing. */
  goDark(): void {
    this.#over = true;
    this.#dark = true;
  }

  /** The machine knows nothing of this connection, and says so. */
  deny(): void {
    const { inner, node } = this.#options;
    node.network.pass(() => inner.reset());
  }

  /** In order, once the thread has done all that it was given. */
  #leave(go: () => void): void {
    const { node, scheduler, site } = this.#options;
    if (this.#leaving === 0 && node.readyAt <= scheduler.now) return node.network.pass(go);
    this.#leaving++;
    scheduler.at(Math.max(scheduler.now, node.readyAt), site, () => {
      this.#leaving--;
      if (!this.#over) node.network.pass(go);
    });
  }
}
