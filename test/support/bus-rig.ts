import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { DEFAULT_CONFIG, type BufferConfig, type EnhancedMessageBusConfig } from "../../src/bus/config/config.ts";
import type { Priority, PriorityName } from "../../src/bus/priority.ts";
import type { BusClientOptions } from "../../src/bus/client-options.ts";
import { producerLog } from "./probes.ts";
import { fieldOf, scriptedStore } from "./scripted-store.ts";
import { simulated } from "./simulated.ts";

const PAYLOAD = new Uint8Array([1, 2, 3]);

export type Changes = Partial<Record<PriorityName, Partial<BufferConfig>>> &
  Partial<Omit<EnhancedMessageBusConfig, "buffers">>;

/** The default configuration with changes. A longer interval than a class's latency target takes the target along. */
export function configWith({ LOW, NORMAL, HIGH, CRITICAL, ...others }: Changes): EnhancedMessageBusConfig {
  const changed = (before: BufferConfig, changes: Partial<BufferConfig> = {}): BufferConfig => ({
    ...before,
    ...changes,
    latencyTarget: changes.latencyTarget ?? Math.max(before.latencyTarget, changes.flushInterval ?? 0),
  });
  const { buffers } = DEFAULT_CONFIG;
  return {
    ...DEFAULT_CONFIG,
    ...others,
    buffers: {
      LOW: changed(buffers.LOW, LOW), NORMAL: changed(buffers.NORMAL, NORMAL), HIGH: changed(buffers.HIGH, HIGH),
      CRITICAL: changed(buffers.CRITICAL, CRITICAL),
    },
  };
}

/** A client on a scripted store, with the default configuration and what a test changes of it. */
export function bus(changes: Changes = {}, options: Partial<Omit<BusClientOptions, "config" | "clock">> = {}) {
  const world = simulated();
  const scripted = scriptedStore(world);
  const observed = producerLog();
  const client = new BufferedMessageBusClient({
    config: configWith(changes), clock: world.clock, store: scripted.store, producer: "p", epoch: 1,
    probe: observed.probe, jitter: () => 0, onFault: world.fail, ...options,
  });
  const publish = (topic: string, priority: Priority, key = topic) =>
    client.publish({ topic, type: "T", payload: PAYLOAD, priority, key });
  const topicsOf = (write: number): string[] =>
    (scripted.writes[write]?.entries ?? []).map((entry) => fieldOf(entry, "topic"));
  return { ...world, ...scripted, ...observed, client, publish, topicsOf };
}
