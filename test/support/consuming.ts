import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../src/bus/config/config.ts";
import { StreamConsumer, type StreamConsumerOptions } from "../../src/bus/consumer.ts";
import type { MessageHandler } from "../../src/bus/delivery.ts";
import { Priority } from "../../src/bus/priority.ts";
import type { StreamStore } from "../../src/bus/store.ts";
import { BusSubscriber } from "../../src/bus/subscriber.ts";
import { entryWriter } from "../../src/bus/wire/layout.ts";
import type { Override } from "../../src/kernel/decisions.ts";
import type { Pressure } from "../../src/bus/workers/scaling.ts";
import { ledgerClock } from "./ledger.ts";
import { consumerLog } from "./probes.ts";
import { modelRedis, simulated } from "./simulated.ts";

export interface ConsumingOptions {
  readonly consumer?: Partial<EnhancedMessageBusConfig["consumer"]>;
  readonly workers?: Partial<EnhancedMessageBusConfig["workers"]>;
  readonly seed?: number;
  readonly faults?: readonly string[];
  readonly tape?: readonly Override[];
}

export interface Sent {
  readonly topic?: string;
  readonly type?: string;
  readonly key?: string;
  readonly priority?: Priority;
  readonly stream?: string;
}

/** Consumers of a model server whose streams are written directly, in virtual time. */
export function consumingRig(options: ConsumingOptions = {}) {
  const world = simulated();
  const ledger = ledgerClock(world.clock);
  const redis = modelRedis(world, { seed: options.seed ?? 1, faults: options.faults ?? [], tape: options.tape ?? [] });
  const config: EnhancedMessageBusConfig = {
    ...DEFAULT_CONFIG,
    consumer: { ...DEFAULT_CONFIG.consumer, ...options.consumer },
    workers: { ...DEFAULT_CONFIG.workers, ...options.workers },
  };
  const scaled: { readonly at: number; readonly from: number; readonly to: number; readonly pressure: Pressure }[] = [];
  const writer = entryWriter("enhanced", { producer: "p", epoch: 1 });
  let sequence = 0;
  const send = ({
    topic = "t", type = "T", key = topic, priority = Priority.NORMAL, stream = config.stream,
  }: Sent = {}): number => {
    const [fields] = writer.write([
      { topic, type, payload: Buffer.from(String(++sequence)), encoding: "json", priority, key, sequence },
    ]);
    redis.run(
      "XADD", stream, "*",
      ...(fields as readonly (string | Uint8Array)[]).map((item) => Buffer.from(item as string).toString("latin1")),
    );
    return sequence;
  };
  const at = (instant: number, act: () => void): void =>
    void world.scheduler.at(instant, world.scheduler.sites.id("test"), act);
  const consumer = (name: string, handler: MessageHandler, more: Partial<StreamConsumerOptions> = {}) => {
    const observed = consumerLog();
    const made = new StreamConsumer({
      config, consumer: name, clock: ledger.clock, store: redis.store(name), handler, probe: observed.probe,
      onFault: world.fail,
      ...more,
    });
    return { consumer: made, ...observed };
  };
  const subscriber = (name = "s", store?: (stream: string) => StreamStore) => {
    const observed = consumerLog();
    const made = new BusSubscriber({
      config, clock: ledger.clock, consumer: name, probe: observed.probe, onFault: world.fail,
      store: store ?? ((stream) => redis.store(`${name}.${stream}`)),
      workers: { scaled: (from, to, pressure) => void scaled.push({ at: world.scheduler.now, from, to, pressure }) },
    });
    return { subscriber: made, ...observed };
  };
  const pending = (stream = config.stream): number => redis.stream(stream)?.groups.get(config.group)?.pending.size ?? 0;
  return {
    ...world,
    redis, config, send, at, consumer, subscriber, scaled, pending, timers: ledger.timers, clock: ledger.clock,
  };
}
