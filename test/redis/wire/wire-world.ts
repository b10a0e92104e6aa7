import type { Redis as RedisClient, RedisOptions } from "ioredis";
import { Redis } from "ioredis";
import { Decisions, type Override } from "../../../src/kernel/decisions.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import type { Scheduler } from "../../../src/kernel/scheduler.ts";
import { modelRedis } from "../../../src/redis/model-redis.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import type { RedisServer } from "../../../src/redis/server/server.ts";
import type { FaultEvent } from "../../../src/redis/wire/connection-faults.ts";
import { FaultPlan, occurrence } from "../../../src/redis/wire/fault-plan.ts";
import { faultSite, faultSites, type FaultName, type FaultRates } from "../../../src/redis/wire/fault-table.ts";
import { WireServer } from "../../../src/redis/wire/wire-connector.ts";
import { WIRE_LATENCY_SITES } from "../../../src/redis/wire/wire-link.ts";
import { EPOCH_MS, play, schedulerWith } from "./virtual-play.ts";

export interface WorldOptions {
  readonly seed?: number;
  readonly compat?: Compat;
  readonly faults?: Partial<FaultRates>;
  readonly tape?: readonly Override[];
  /** Which of the host's drains runs ticks and promises. */
  readonly drain?: number;
}

/** A fault at one command (or chunk, or connection) of one connection, whatever the seed says. */
export const fault = (name: FaultName, connection: number, index = 0): Override =>
  ({ site: faultSite(name), key: occurrence(connection, index), choice: 0 });

/** ioredis, unmodified, in virtual time against a model server. */
export class WireWorld {
  readonly scheduler: Scheduler;
  readonly server: RedisServer;
  readonly wire: WireServer;
  readonly faults: FaultEvent[] = [];
  /** What happened, and when. */
  readonly log: string[] = [];
  readonly #clients: RedisClient[] = [];

  constructor({ seed = 1, compat = "7.2", faults = {}, tape = [], drain: chosen = 0 }: WorldOptions) {
    this.scheduler = schedulerWith(chosen);
    const rates: FaultRates = { rates: faults.rates ?? {}, delayUs: faults.delayUs ?? [0, 0] };
    const decisions = new Decisions(seed, { enabled: [...WIRE_LATENCY_SITES, ...faultSites(rates)], tape });
    const random = new RandomStream(seed, "redis");
    this.server = modelRedis({ compat, random: () => random.word(), startedAtUs: EPOCH_MS * 1_000 });
    this.server.listeners.executed.push((_context, { name }) => this.say(name));
    this.wire = new WireServer({
      server: this.server, scheduler: this.scheduler, epochUnixMs: EPOCH_MS, decisions,
      faults: new FaultPlan(rates, decisions),
      onFault: (event) => {
        this.faults.push(event);
        this.say(`fault ${event.fault} ${event.connection}/${event.index} ${event.command}`);
      },
    });
  }

  /** Plays a scenario to its end in virtual time; clients that it leaves open are closed. */
  static async run(options: WorldOptions, scenario: (world: WireWorld) => Promise<void>): Promise<WireWorld> {
    const world = new WireWorld(options);
    await play({ scheduler: world.scheduler, log: world.log, close: () => world.#close() }, () => scenario(world));
    return world;
  }

  client(options: RedisOptions = {}): RedisClient {
    const client = new Redis({ disableClientInfo: true, ...options, Connector: this.wire.Connector });
    client.on("error", (error: Error) => this.say(`client error ${error.message}`));
    client.on("close", () => this.say("client close"));
    this.#clients.push(client);
    return client;
  }

  sleep(virtualMs: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, virtualMs));
  }

  say(what: string): void {
    this.log.push(`${this.scheduler.now} ${what}`);
  }

  #close(): void {
    for (const client of this.#clients) client.disconnect();
  }
}
