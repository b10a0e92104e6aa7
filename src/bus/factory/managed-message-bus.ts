import { WavetankError } from "../../kernel/error.ts";
import { sec, type Duration } from "../../kernel/time.ts";
import type { EntryId } from "../entry-id.ts";
import type { ProducerHealthReport } from "../health.ts";
import { BusTally, type BusCounts } from "../message-bus/bus-tally.ts";
import { MessageBus } from "../message-bus/message-bus.ts";
import type { DrainReport } from "../message-bus/stream-backing.ts";
import type { ProducerMetricsReport } from "../metrics.ts";
import { LiveSwitch, NOTHING_HELD, standardSide, type Side } from "../switch/live-switch.ts";
import { TopicRoutes } from "../topics/topic-routes.ts";
import { PayloadCodec } from "../wire/payload-codec.ts";
import { errorOf, failureOf, type BusFailure } from "./bus-failure.ts";
import { planBus, type BusPlan } from "./bus-plan.ts";
import { EnhancedSide } from "./enhanced-side.ts";
import type { BusPorts, CreateOptions } from "./ports.ts";

const CONNECT_LIMIT: Duration = sec(5);
const DRAIN_LIMIT: Duration = sec(5);

/** Which bus is in force after a start or a switch. */
export interface BusStatus {
  readonly kind: "standard" | "enhanced";
  /** Why it is not the one that was asked for. */
  readonly failure: BusFailure | undefined;
  /** What became of what the bus before had still to send. */
  readonly drained: DrainReport;
}

export interface BusHealth {
  /** `healthy`: all is well. `degraded`: it works, with trouble. `unhealthy`: nothing gets out. */
  readonly state: "healthy" | "degraded" | "unhealthy";
  readonly kind: "standard" | "enhanced";
  /** Why it is not the bus that was asked for last. */
  readonly failure: BusFailure | undefined;
  /** Messages taken to be sent that are neither stored nor dropped. */
  readonly held: number;
  readonly pressured: boolean;
  /** What the producer is doing; undefined on the standard bus. */
  readonly producer: ProducerHealthReport | undefined;
  readonly metrics: ProducerMetricsReport | undefined;
  /** Times that what stands behind the bus has changed. */
  readonly switches: number;
  readonly counts: Readonly<BusCounts>;
}

/**
 * A message bus with what stands behind it. `bus` is one object for good: components get it once, whatever is started,
 * switched or stopped. Until `start` it is the standard bus, and what is published stays in the process.
 */
export class ManagedMessageBus<T> {
  readonly bus: MessageBus<T>;
  readonly #config: unknown;
  readonly #ports: BusPorts<T>;
  readonly #options: CreateOptions<T>;
  readonly #tally: BusTally;
  readonly #switch: LiveSwitch<T>;
  readonly #routes: TopicRoutes;
  readonly #cursors = new Map<string, EntryId>();
  #failure: BusFailure | undefined;
  #started: Promise<BusStatus> | undefined;
  #stopped: Promise<BusStatus> | undefined;

  /** Not started: `createMessageBus` does both. */
  constructor(config: unknown, ports: BusPorts<T>, options: CreateOptions<T> = {}) {
    const { identity, serializer } = ports;
    this.#config = config;
    this.#ports = ports;
    this.#options = options;
    this.#routes = options.bus?.routes ?? new TopicRoutes();
    this.#tally = new BusTally(options.probes ?? {});
    this.bus = new MessageBus({
      ...options.bus,
      routes: this.#routes, traderId: identity.traderId,
      serializer: serializer(new PayloadCodec({ encoding: "msgpack" })),
      ...(identity.instanceId === undefined ? {} : { instanceId: identity.instanceId }),
    });
    for (const type of options.streamingTypes ?? []) this.bus.addStreamingType(type);
    this.#switch = new LiveSwitch(this.bus, standardSide());
  }

  get kind(): "standard" | "enhanced" {
    return this.#switch.side.kind;
  }

  /** Why it is not the bus that was asked for last. */
  get failure(): BusFailure | undefined {
    return this.#failure;
  }

  /**
   * Connects and begins. Resolves with the bus that is in force then; starting again is the same start.
   *
   * @throws {WavetankError} E_BUS - strict, and the enhanced bus cannot be had.
   */
  start(): Promise<BusStatus> {
    return (this.#started ??= this.#ask(this.#config));
  }

  /**
   * Changes to what `config` asks for, undefined for the standard bus, while messages flow: see LiveSwitch. What is in
   * force already is left as it is. When it cannot be had the bus in force stays, and the status says why.
   *
   * @throws {WavetankError} E_BUS - strict, and it cannot be had; or the bus has been stopped.
   */
  async switchTo(config: unknown): Promise<BusStatus> {
    if (this.#stopped !== undefined)
      throw new WavetankError("E_BUS", "the bus has been stopped", { hint: "create another one" });
    return this.#ask(config);
  }

  health(): BusHealth {
    const { side } = this.#switch;
    const backing = side instanceof EnhancedSide ? (side as EnhancedSide<T>).backing : undefined;
    const producer = backing?.health;
    const [held, pressured] = [backing?.held ?? 0, backing?.pressured ?? false];
    const isWell =
      this.#failure === undefined && !pressured && (producer === undefined || producer.state === "connected");
    return {
      state: producer?.state === "down" ? "unhealthy" : isWell ? "healthy" : "degraded",
      kind: this.kind, failure: this.#failure, held, pressured, producer, metrics: backing?.metrics,
      counts: { ...this.#tally.counts },
      switches: this.#switch.changes,
    };
  }

  /**
   * Sends what is held or counts it as dropped, leaves nothing open, and forgets all handlers. Stopping again is the
   * same stop.
   */
  stop(): Promise<BusStatus> {
    return (this.#stopped ??= this.#change(standardSide).then(async (status) => {
      await this.bus.dispose();
      return status;
    }));
  }

  async #ask(config: unknown): Promise<BusStatus> {
    try {
      if (config === undefined) return await this.#change(standardSide);
      const plan = planBus(config, this.#ports.identity);
      return await this.#change((current) => (plan.isLocal ? standardSide() : this.#enhanced(plan, current)));
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #change(open: (current: Side<T>) => Side<T> | Promise<Side<T>>): Promise<BusStatus> {
    const drained = await this.#switch.to(open);
    this.#failure = undefined;
    return { kind: this.kind, failure: undefined, drained };
  }

  /** The side in force if it is what the plan asks for. */
  #enhanced(plan: BusPlan, current: Side<T>): Side<T> | Promise<Side<T>> {
    if (current instanceof EnhancedSide && isSamePlan(current.plan, plan)) return current;
    const {
      connectLimit = CONNECT_LIMIT, drainLimit = DRAIN_LIMIT, consumer, wire, producer = this.#producer,
    } = this.#options;
    return EnhancedSide.open({
      bus: this.bus, plan, ports: this.#ports, tally: this.#tally, routes: this.#routes, producer, consumer, wire,
      connectLimit, drainLimit, cursors: this.#cursors, onEnd: (side, reason) => void this.#lost(side, reason),
    });
  }

  get #producer(): string {
    const { traderId, instanceId } = this.#ports.identity;
    return instanceId === undefined ? traderId : `${traderId}:${instanceId}`;
  }

  #failed(error: unknown): BusStatus {
    const { counts } = this.#tally;
    const failure = failureOf(error, this.#ports.clock.now());
    this.#failure = failure;
    if (this.kind === "standard") counts.fallbacks++;
    else counts.failedSwitches++;
    this.#options.onFailure?.(failure, this.kind);
    if (this.#options.strict === true) throw errorOf(failure);
    return { kind: this.kind, failure, drained: NOTHING_HELD };
  }

  /**
   * The side in force can send nothing any more: the standard bus steps in. What was held is dropped, and counted, by
   * the client.
   */
  async #lost(side: EnhancedSide<T>, reason: WavetankError): Promise<void> {
    try {
      let isInForce = false;
      await this.#switch.to((current) => ((isInForce = current === side) ? standardSide() : current));
      if (isInForce) this.#failed(reason);
    } catch (error) {
      this.#ports.onFault(error);
    }
  }
}

/** Everything that the plans ask for is the same; where it comes from may differ. */
function isSamePlan(left: BusPlan, right: BusPlan): boolean {
  const asked = ({ config, database, streamPerTopic, externalStreams, heartbeat }: BusPlan): string =>
    JSON.stringify([config, database ?? null, streamPerTopic, externalStreams, heartbeat ?? null]);
  return asked(left) === asked(right);
}
