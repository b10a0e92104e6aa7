// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- types only: the client is the user's
import type { RedisOptions } from "ioredis";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Line } from "./server-end.ts";
import { SimSocket } from "./sim-socket.ts";
import type { WireLinks } from "./wire-link.ts";

export type Connector = NonNullable<RedisOptions["Connector"]>;

export interface ConnectorOptions {
  readonly scheduler: Scheduler;
  readonly links: WireLinks;
  /** Asked for each connection that the client wants, when it wants it. */
  readonly dial: () => Line;
}

interface ClientSettings {
  readonly disconnectTimeout?: number;
}

const DISCONNECT_TIMEOUT_MS = 2_000;
const CLIENT_ADDRESS = "10.0.0.2";
const FIRST_PORT = 49_152;
const PORTS = 16_384;

/** A connector for `new Redis({ Connector })`, whose sockets are simulated. */
export function simConnector({ scheduler, links, dial }: ConnectorOptions): Connector {
  const site = scheduler.sites.id("redis-wire");

  class SimConnector {
    connecting = false;
    firstError: Error | undefined;
    stream: SimSocket | undefined;
    readonly #settings: ClientSettings;

    constructor(settings: unknown) {
      this.#settings = settings as ClientSettings;
    }

    check(): boolean {
      return true;
    }

    async connect(): Promise<SimSocket> {
      this.connecting = true;
      const line = dial();
      const peer = `${CLIENT_ADDRESS}:${FIRST_PORT + ((line.number - 1) % PORTS)}`;
      const stream = new SimSocket({ scheduler, site, line, links, peer });
      stream.once("error", (error) => (this.firstError = error));
      this.stream = stream;
      return stream;
    }

    /** Closes politely; by force when the other end does not answer. */
    disconnect(): void {
      this.connecting = false;
      const { stream } = this;
      if (stream === undefined) return;
      const limit = (this.#settings.disconnectTimeout ?? DISCONNECT_TIMEOUT_MS) * 1_000_000;
      const handle = scheduler.after(limit, site, () => {
        scheduler.settling();
        stream.destroy();
      });
      stream.once("close", () => scheduler.cancel(handle));
      stream.end();
    }
  }
  return SimConnector as unknown as Connector;
}
