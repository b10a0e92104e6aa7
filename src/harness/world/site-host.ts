import { deadLetterStream } from "../../bus/dead-letters.ts";
import type { EnhancedMessageBusConfig } from "../../bus/config/config.ts";
import type { Network } from "../../faults/network.ts";
import type { PriorityLinks } from "../explore/priority-links.ts";
import { LinkWeather } from "../../faults/link-weather.ts";
import type { Buggify } from "../../kernel/buggify.ts";
import { Cpu } from "../../kernel/cpu.ts";
import type { Decisions } from "../../kernel/decisions.ts";
import { NodeClock } from "../../kernel/node-clock.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { ms, us, type Duration, type Instant } from "../../kernel/time.ts";
import type { Deployment } from "../../redis/deployment/deployment.ts";
import { LAN_LATENCY } from "../../redis/link.ts";
import { ModelStore } from "../../redis/stores/model-store.ts";
import type { Machine, Lateness } from "./process-clock.ts";
import { ProcessClock } from "./process-clock.ts";
import { ProcessStore } from "./process-store.ts";
import type { Recorder } from "./recorder.ts";
import { StoreAccess } from "./store-access.ts";

/** What all machines of a world share. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly decisions: Decisions;
  readonly buggify: Buggify;
  readonly deployment: Deployment;
  readonly network: Network;
  readonly recorder: Recorder;
  readonly config: EnhancedMessageBusConfig;
  readonly epochUnixMs: number;
  readonly commandTimeout: Duration;
  /** Who goes before whom, where the order of a run is of priorities. */
  readonly priorities: PriorityLinks | undefined;
}

const LATE: readonly Duration[] = [us(100), ms(1), ms(5), ms(25)];

/** One machine beside the store: a thread, a clock, and its way to the store. Processes come and go on it. */
export class SiteHost implements Machine {
  readonly name: string;
  readonly index: number;
  readonly scheduler: Scheduler;
  readonly clock: NodeClock;
  readonly cpu: Cpu;
  readonly weather: LinkWeather;
  readonly around: Surroundings;
  readonly #lateness: Lateness;
  pausedUntil: Instant = 0;
  /** Of all processes that have run here. */
  readonly #accesses: StoreAccess[] = [];

  constructor(name: string, index: number, around: Surroundings) {
    this.name = name;
    this.index = index;
    this.around = around;
    this.scheduler = around.scheduler;
    this.clock = new NodeClock(around.scheduler, name);
    this.cpu = new Cpu(around.scheduler);
    this.weather = new LinkWeather(name, around.network, around.decisions);
    let passes = 0;
    const amount = around.decisions.point(`buggify.timer.${name}.late`, LATE.length, 0);
    const lateness: Lateness = (site) => {
      const late = around.buggify.site(`timer.${site}`);
      return late.activated ? (late.fires() ? (LATE[amount.decide(passes++)] as Duration) : 0) : (late.passes++, 0);
    };
    this.#lateness = lateness;
  }

  /** The world stands still here for so long. */
  pause(lasting: Duration): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.scheduler.now + lasting);
    this.cpu.charge(Math.max(0, this.pausedUntil - this.cpu.readyAt));
  }

  /** All its connections become half-open, until the function that is returned is called. */
  halfOpen(): () => void {
    const ends = this.#accesses.map((access) => access.halfOpen());
    return () => {
      for (const end of ends) end();
    };
  }

  /** A new process: its clock and its store, which end with it. */
  process(): HostProcess {
    const { scheduler, deployment, decisions, recorder, config, commandTimeout, priorities } = this.around;
    const access = new StoreAccess(deployment, this.weather);
    this.#accesses.push(access);
    const letters = deadLetterStream(config.stream);
    const store = new ModelStore({
      scheduler, decisions, commandTimeout, endpoint: access, cpu: this.cpu, node: this.name, latency: LAN_LATENCY,
      faults: priorities?.of(this.name, this.weather) ?? this.weather,
      onApplied: (stream, entries, server) => {
        const index = deployment.nodes.findIndex((node) => node.process === server);
        const node = deployment.nodes[index]?.name ?? "";
        if (stream === config.stream)
          recorder.applied(entries, node, index, deployment.nodes[index] === deployment.master);
        else if (stream === letters) recorder.buried(entries, node);
      },
    });
    return new HostProcess(
      new ProcessClock(this, this.#lateness), new ProcessStore(store, this.around.buggify), access,
    );
  }
}

/** What one process has of its machine. */
export class HostProcess {
  readonly clock: ProcessClock;
  readonly store: ProcessStore;
  readonly access: StoreAccess;

  constructor(clock: ProcessClock, store: ProcessStore, access: StoreAccess) {
    this.clock = clock;
    this.store = store;
    this.access = access;
  }

  /** Gone, with all its timers, connections and memory. */
  kill(): void {
    this.clock.kill();
    this.store.kill();
    this.access.closeAll();
  }
}
