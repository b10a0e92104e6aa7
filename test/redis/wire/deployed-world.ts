import type { Redis as RedisClient, RedisOptions } from "ioredis";
import { Redis } from "ioredis";
import { Decisions, type Override } from "../../../src/kernel/decisions.ts";
import type { Scheduler } from "../../../src/kernel/scheduler.ts";
import type { Duration } from "../../../src/kernel/time.ts";
import { Deployment, type DeploymentOptions } from "../../../src/redis/deployment/deployment.ts";
import { CONSUMER_OPTIONS, PRODUCER_OPTIONS } from "../../../src/redis/stores/client-options.ts";
import { IoredisStore } from "../../../src/redis/stores/ioredis-store.ts";
import { DeploymentWire } from "../../../src/redis/wire/deployment-wire.ts";
import { FaultPlan } from "../../../src/redis/wire/fault-plan.ts";
import { faultSites, type FaultRates } from "../../../src/redis/wire/fault-table.ts";
import { WIRE_LATENCY_SITES } from "../../../src/redis/wire/wire-link.ts";
import { EPOCH_MS, play, schedulerWith } from "./virtual-play.ts";

export interface DeployedWorldOptions extends Partial<
  Omit<DeploymentOptions, "scheduler" | "decisions" | "epochUnixMs">
> {
  readonly seed?: number;
  readonly faults?: Partial<FaultRates>;
  readonly tape?: readonly Override[];
  /** Which of the host's drains runs ticks and promises. */
  readonly drain?: number;
}

/** ioredis, unmodified, in virtual time against a deployment that can be broken. */
export class DeployedWorld {
  readonly scheduler: Scheduler;
  readonly decisions: Decisions;
  readonly deployment: Deployment;
  readonly wire: DeploymentWire;
  /** What happened, and when. */
  readonly log: string[] = [];
  readonly #clients: RedisClient[] = [];

  constructor({ seed = 1, faults = {}, tape = [], drain = 0, ...rest }: DeployedWorldOptions) {
    this.scheduler = schedulerWith(drain);
    const rates: FaultRates = { rates: faults.rates ?? {}, delayUs: faults.delayUs ?? [0, 0] };
    this.decisions = new Decisions(seed, {
      enabled: [...WIRE_LATENCY_SITES, ...faultSites(rates), "deployment.torn-tail"], tape,
    });
    const { scheduler, decisions } = this;
    this.deployment = new Deployment({
      compat: "7.2", persistence: { kind: "none" },
      ...rest,
      scheduler, decisions, epochUnixMs: EPOCH_MS,
    });
    this.wire = new DeploymentWire({
      deployment: this.deployment, scheduler, decisions, faults: new FaultPlan(rates, decisions),
      onFault: ({ fault, connection, index, command }) => this.say(`fault ${fault} ${connection}/${index} ${command}`),
    });
  }

  /** Plays a scenario on a deployment that has just been started; clients that it leaves open are closed. */
  static async run(
    options: DeployedWorldOptions, scenario: (world: DeployedWorld) => Promise<void>,
  ): Promise<DeployedWorld> {
    const world = new DeployedWorld(options);
    await play({ scheduler: world.scheduler, log: world.log, close: () => world.#close() }, () => {
      world.deployment.start();
      return scenario(world);
    });
    return world;
  }

  client(options: RedisOptions = {}, endpoint = "master"): RedisClient {
    const client = new Redis({ disableClientInfo: true, ...options, Connector: this.wire.connector(endpoint) });
    const number = this.#clients.push(client);
    client.on("error", (error: Error) => this.say(`client ${number} error ${error.message}`));
    client.on("close", () => this.say(`client ${number} close`));
    return client;
  }

  /** A store as the bus has it: one client that appends, one that reads. */
  store(endpoint = "master"): IoredisStore {
    return new IoredisStore({
      commands: this.client(PRODUCER_OPTIONS, endpoint), reads: this.client(CONSUMER_OPTIONS, endpoint),
    });
  }

  async ready(...clients: readonly RedisClient[]): Promise<void> {
    for (const client of clients.length === 0 ? this.#clients : clients) {
      if (client.status !== "ready") await new Promise((resolve) => client.once("ready", resolve));
    }
  }

  sleep(virtualMs: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, virtualMs));
  }

  after(delay: Duration, act: () => void): void {
    this.scheduler.after(delay, this.scheduler.sites.id("test.script"), act);
  }

  say(what: string): void {
    this.log.push(`${this.scheduler.now} ${what}`);
  }

  #close(): void {
    for (const client of this.#clients) client.disconnect();
  }
}
