import { ManagedMessageBus } from "./factory/managed-message-bus.ts";
import type { BusPorts, CreateOptions } from "./factory/ports.ts";

/**
 * A message bus from a configuration of any version, started: the enhanced bus, or with one recorded reason the
 * standard bus. See `ManagedMessageBus` for what can be done with it.
 *
 * @param config - EnhancedMessageBusConfig, NautilusTrader's MessageBusConfig, legacy, 1.0 or 1.1; an object, or JSON
 *   text. Undefined asks for the standard bus.
 * @throws {WavetankError} E_BUS - `strict`, and the enhanced bus cannot be had.
 */
export async function createMessageBus<T>(
  config: unknown, ports: BusPorts<T>, options: CreateOptions<T> = {},
): Promise<ManagedMessageBus<T>> {
  const managed = new ManagedMessageBus(config, ports, options);
  await managed.start();
  return managed;
}
