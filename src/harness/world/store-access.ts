import type { LinkWeather } from "../../faults/link-weather.ts";
import type { Deployment, Endpoint } from "../../redis/deployment/deployment.ts";
import type { ClientPort, NodeConnection } from "../../redis/deployment/node-connection.ts";
import type { ServerNode } from "../../redis/deployment/server-node.ts";

/** Where one process's clients connect: to whoever is master by then, over its machine's network. */
export class StoreAccess implements Endpoint {
  readonly #deployment: Deployment;
  readonly #weather: LinkWeather;
  #open: NodeConnection[] = [];
  /** What it had sent is not sent again over a connection of its own. */
  #isGone = false;

  constructor(deployment: Deployment, weather: LinkWeather) {
    this.#deployment = deployment;
    this.#weather = weather;
    weather.peer = deployment.master.name;
  }

  get node(): ServerNode {
    return this.#deployment.master;
  }

  connect(port: ClientPort): NodeConnection | "refused" | "silence" {
    const { master } = this.#deployment;
    if (this.#isGone) return "silence";
    if (!this.#weather.canReach(master.name)) return "silence";
    const connection = master.connect(port);
    this.#weather.peer = master.name;
    if (typeof connection !== "string") {
      this.#open = this.#open.filter(({ dead }) => !dead);
      this.#open.push(connection);
    }
    return connection;
  }

  /** Connections that are open, as the client's machine sees it. */
  get open(): number {
    return this.#open.filter(({ dead }) => !dead).length;
  }

  /**
   * Makes the connections that there are half-open. Returns what lets the other side answer again, for those who ask.
   */
  halfOpen(): () => void {
    const open = this.#open.filter(({ dead }) => !dead);
    for (const connection of open) connection.silence();
    return () => {
      for (const connection of open) connection.forget();
    };
  }

  /** The process is gone, and its machine closes what it had open. */
  closeAll(): void {
    this.#isGone = true;
    for (const connection of this.#open) connection.close();
    this.#open = [];
  }

  /** The other side closes everything. */
  resetAll(): void {
    const open = this.#open;
    this.#open = [];
    for (const connection of open) {
      connection.close();
      connection.port.closed();
    }
  }
}
