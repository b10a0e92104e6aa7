import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { DEFAULT_CONFIG, type BufferConfig, type EnhancedMessageBusConfig } from "../../src/bus/config/config.ts";
import type { Priority, PriorityName } from "../../src/bus/priority.ts";
import { producerLog } from "./probes.ts";
import { fieldOf, scriptedStore } from "./scripted-store.ts";
import { simulated } from "./simulated.ts";

const PAYLOAD = new Uint8Array([1, 2, 3]);

export type Changes = Partial<Record<PriorityName, Partial<BufferConfig>>> & { readonly batch?: number };

function configWith(changes: Changes): EnhancedMessageBusConfig {
  const buffers = { ...DEFAULT_CONFIG.buffers };
  for (const name of ["LOW", "NORMAL", "HIGH", "CRITICAL"] as const) buffers[name] = { ...buffers[name], ...changes[name] };
  return { ...DEFAULT_CONFIG, buffers, batch: changes.batch ?? DEFAULT_CONFIG.batch };
}

/** A client on a scripted store, with the default configuration and what a test changes of it. */
export function bus(changes: Changes = {}) {
  const world = simulated();
  const scripted = scriptedStore(world);
  const observed = producerLog();
  const client = new BufferedMessageBusClient({
    config: configWith(changes), clock: world.clock, store: scripted.store, producer: "p", epoch: 1,
    probe: observed.probe, jitter: () => 0, onFault: world.fail,
  });
  const publish = (topic: string, priority: Priority, key = topic) =>
    client.publish({ topic, type: "T", payload: PAYLOAD, priority, key });
  const topicsOf = (write: number): string[] => (scripted.writes[write]?.entries ?? []).map((entry) => fieldOf(entry, "topic"));
  return { ...world, ...scripted, ...observed, client, publish, topicsOf };
}
