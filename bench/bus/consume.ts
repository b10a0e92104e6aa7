import net from "node:net";
import { Redis } from "ioredis";
import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../src/bus/config/config.ts";
import { StreamConsumer } from "../../src/bus/consumer.ts";
import type { ConsumerProbe } from "../../src/bus/probe.ts";
import { BatchSender } from "../../src/bus/wire/batch-sender.ts";
import type { Layout } from "../../src/bus/wire/layout.ts";
import type { Clock } from "../../src/kernel/clock.ts";
import { ms } from "../../src/kernel/time.ts";
import { SocketReads } from "../../src/redis/live/socket-reads.ts";
import { IoredisStore } from "../../src/redis/stores/ioredis-store.ts";
import type { Lane } from "../kit/lane.ts";
import { BATCH, batchFrom, GROUP, PAYLOAD, STREAM, serverPort } from "./workload.ts";

const nothing = (): void => {};
const PROBE: ConsumerProbe = {
  read: nothing, delivered: nothing, handled: nothing, handlerFailed: nothing, duplicate: nothing,
  deadLettered: nothing, acknowledged: nothing, vanished: nothing, regrouped: nothing,
};

const CLOCK: Clock = {
  now: () => Date.now() * 1e6,
  monotonic: () => performance.now() * 1e6,
  after(delay, _site, callback) {
    const timer = setTimeout(callback, delay / 1e6).unref();
    return { cancel: () => clearTimeout(timer) };
  },
  sleep: (delay) => new Promise((resolve) => void setTimeout(resolve, delay / 1e6)),
  waiting: () => nothing,
};

export interface Consuming {
  readonly layout: Layout;
  /** Consumers of the group, in one process and on a connection each: while one handles, the server serves another. */
  readonly consumers: number;
  readonly through: "socket" | "ioredis";
}

/** Fills the stream, then reads it to its end through a group, handles and acknowledges. Only the reading is timed. */
export async function open({ layout, consumers, through }: Consuming): Promise<Lane> {
  const commands = new Redis(serverPort(), "127.0.0.1");
  const connections = Array.from({ length: consumers }, () => connect(commands, through));
  const filling = new IoredisStore({ commands, reads: commands });
  let round = 0;
  return {
    async prepare(operations) {
      const stream = `${STREAM}-${layout}-${++round}`;
      const sender = new BatchSender({
        store: filling, stream, producer: "bench", epoch: round, wire: { layout, mode: "script", fenced: false },
      });
      const size = layout === "packed" ? PACKED : BATCH;
      for (let sequence = 1; sequence <= operations; sequence += size) {
        sender.stored((await sender.send(batchFrom(sequence, size))).applied);
      }
    },
    async run(operations) {
      const stream = `${STREAM}-${layout}-${round}`;
      const batch = layout === "packed" ? 20 : READ;
      const config: EnhancedMessageBusConfig = {
        ...DEFAULT_CONFIG, stream, group: GROUP, consumer: { ...DEFAULT_CONFIG.consumer, batch, block: ms(5) },
      };
      let handled = 0;
      let bytes = 0;
      const stopping: Promise<void>[] = [];
      const running = connections.map(({ store }, index) => new StreamConsumer({
        config, consumer: `c${index}`, clock: CLOCK, store, probe: PROBE, onFault: fail,
        handler: ({ payload }) => {
          bytes += payload.length;
          if (++handled === operations) stopping.push(...running.map((consumer) => consumer.stop()));
        },
      }));
      await Promise.all(running.map((consumer) => consumer.start()));
      await Promise.all(stopping);
      const [group] = await filling.groups(stream);
      if (group?.pending !== 0 || bytes !== PAYLOAD.length * operations)
        throw new Error(`${group?.pending} pending, ${bytes} bytes`);
      return { operations };
    },
    close() {
      commands.disconnect();
      for (const { close } of connections) close();
    },
  };
}

/** Messages of a packed entry. */
const PACKED = 100;

/**
 * Entries a read: a reply below 64 KB. Of a larger one a Redis server writes so much, turns to its other clients, and
 * then goes on: two consumers would wait for each other.
 */
const READ = 180;

const fail = (error: unknown): never => {
  throw error;
};

function connect(
  commands: Redis, through: Consuming["through"],
): { readonly store: IoredisStore; readonly close: () => void } {
  if (through === "ioredis") {
    const reads = new Redis(serverPort(), "127.0.0.1");
    return { store: new IoredisStore({ commands, reads }), close: () => reads.disconnect() };
  }
  const groupReads = new SocketReads({ open: () => net.connect(serverPort(), "127.0.0.1") });
  return { store: new IoredisStore({ commands, reads: commands, groupReads }), close: () => groupReads.close() };
}
