import { BufferedMessageBusClient } from "../../../src/bus/client.ts";
import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../../src/bus/config/config.ts";
import { StreamConsumer } from "../../../src/bus/consumer.ts";
import { Priority } from "../../../src/bus/priority.ts";
import type { ConsumerProbe, ProducerProbe } from "../../../src/bus/probe.ts";
import { NodeClock } from "../../../src/kernel/node-clock.ts";
import { ms } from "../../../src/kernel/time.ts";
import type { DeployedWorld } from "./deployed-world.ts";

/** LOW is small and forgets its oldest, so that an outage shows there. */
export const BUS_CONFIG: EnhancedMessageBusConfig = {
  ...DEFAULT_CONFIG,
  buffers: {
    ...DEFAULT_CONFIG.buffers,
    LOW: { ...DEFAULT_CONFIG.buffers.LOW, capacity: 60, highWater: 40, lowWater: 10, overflow: "drop-oldest" },
  },
};

const KEYS = 5;
/** Slower than what is published, so that entries wait to be read when something happens. */
const HANDLING = ms(15);

/** Where each accepted message ended up, by ordinal: what conservation is reckoned with. */
export class Accounts {
  readonly accepted = new Set<number>();
  readonly refused: number[] = [];
  readonly dropped = new Set<number>();
  /** Ordinals that the store has acknowledged, with the time. */
  readonly stored = new Map<number, number>();
  /** Ordinals in the order of handling, by consumer. */
  readonly handled = new Map<string, number[]>();
  duplicates = 0;
  failures = 0;

  /** Accepted and neither handled nor dropped. */
  get missing(): number[] {
    const handled = new Set([...this.handled.values()].flat());
    return [...this.accepted].filter((ordinal) => !handled.has(ordinal) && !this.dropped.has(ordinal));
  }
}

export interface BusRig {
  readonly client: BufferedMessageBusClient;
  readonly consumers: readonly StreamConsumer[];
  readonly accounts: Accounts;
  /** Publishes for so long, a message each `everyMs`; resolves when the last is published. */
  publishFor(virtualMs: number, everyMs: number): Promise<void>;
}

/** A message's priority and key follow from its ordinal. */
const priorityOf = (ordinal: number): Priority => (ordinal % 4 === 0 ? Priority.LOW : Priority.HIGH);
const keyOf = (ordinal: number): string => `${priorityOf(ordinal)}-${ordinal % KEYS}`;

/** Ordinals in the order given, split by key. */
export function byKey(ordinals: readonly number[]): readonly (readonly number[])[] {
  const keys = new Map<string, number[]>();
  for (const ordinal of ordinals) keys.set(keyOf(ordinal), [...(keys.get(keyOf(ordinal)) ?? []), ordinal]);
  return [...keys.values()];
}

const ordinalOf = (payload: Uint8Array): number => Buffer.from(payload).readUInt32BE(0);

function producerProbe(world: DeployedWorld, accounts: Accounts): ProducerProbe {
  return {
    accepted: (message) => void accounts.accepted.add(ordinalOf(message.payload)),
    refused: () => {},
    dropped: (message, reason) => {
      accounts.dropped.add(ordinalOf(message.payload));
      world.say(`dropped ${ordinalOf(message.payload)} ${reason}`);
    },
    sent: (batch, attempt) => world.say(`sent ${batch.length} #${attempt}`),
    stored: (messages) => {
      for (const { payload } of messages) accounts.stored.set(ordinalOf(payload), world.scheduler.now);
    },
    failed: (batch, error) => {
      accounts.failures++;
      world.say(`failed ${batch.length} ${error.kind} ${error.message}`);
    },
  };
}

function consumerProbe(world: DeployedWorld, accounts: Accounts): ConsumerProbe {
  return {
    read: (consumer, count, claimed) => world.say(`${consumer} read ${count}${claimed ? " claimed" : ""}`),
    delivered: () => {},
    handled: (consumer, { payload }) => {
      const handled = accounts.handled.get(consumer) ?? [];
      accounts.handled.set(consumer, handled);
      handled.push(ordinalOf(payload));
      world.say(`${consumer} handled ${ordinalOf(payload)}`);
    },
    handlerFailed: () => {},
    duplicate: (consumer, { payload }) => {
      accounts.duplicates++;
      world.say(`${consumer} duplicate ${ordinalOf(payload)}`);
    },
    deadLettered: (consumer, _entry, _message, reason) => world.say(`${consumer} buried ${reason}`),
    acknowledged: () => {},
    vanished: (consumer, ids) => world.say(`${consumer} vanished ${ids.length}`),
    regrouped: (consumer, { vanished }) => world.say(`${consumer} lost its ${vanished}`),
  };
}

/** A producer and consumers, each with clients of its own, that have started on a deployment. */
export async function busOn(world: DeployedWorld, consumerNames: readonly string[] = ["c1"]): Promise<BusRig> {
  const { scheduler } = world;
  const accounts = new Accounts();
  const clock = new NodeClock(scheduler, "node");
  const onFault = (error: unknown): void => scheduler.fail(error);
  const client = new BufferedMessageBusClient({
    config: BUS_CONFIG, clock, store: world.store(), producer: "p", epoch: 1, probe: producerProbe(world, accounts),
    jitter: () => 0, onFault,
  });
  const consumers = consumerNames.map(
    (consumer) =>
      new StreamConsumer({
        config: BUS_CONFIG, consumer, clock, store: world.store(), handler: () => clock.sleep(HANDLING, "handler"),
        probe: consumerProbe(world, accounts), onFault,
      }),
  );
  await world.ready();
  for (const consumer of consumers) consumer.start().catch(onFault);
  let ordinal = 0;
  const publish = (): void => {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(ordinal);
    const accepted = client.publish({
      topic: "t", type: "T", payload, priority: priorityOf(ordinal), key: keyOf(ordinal),
    });
    if (accepted !== "accepted") accounts.refused.push(ordinal);
    ordinal++;
  };
  return {
    client, consumers, accounts,
    async publishFor(virtualMs, everyMs) {
      for (let at = 0; at < virtualMs; at += everyMs) {
        publish();
        await world.sleep(everyMs);
      }
    },
  };
}
