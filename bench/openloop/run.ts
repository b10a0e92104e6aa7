import net from "node:net";
import { Redis } from "ioredis";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { PRESETS } from "../../src/bus/config/presets.ts";
import { StreamConsumer } from "../../src/bus/consumer.ts";
import { PRIORITIES, Priority } from "../../src/bus/priority.ts";
import { LiveClock } from "../../src/live/live-clock.ts";
import { SocketReads } from "../../src/redis/live/socket-reads.ts";
import { CONSUMER_OPTIONS, PRODUCER_OPTIONS } from "../../src/redis/stores/client-options.ts";
import { IoredisStore } from "../../src/redis/stores/ioredis-store.ts";
import { silentProbe } from "../bus/silent-probe.ts";

/** Nanoseconds from the intended publication to the handler, by class. */
export type Latencies = Readonly<Record<Priority, readonly number[]>>;

/** 5 % CRITICAL, 15 % HIGH, 70 % NORMAL, 10 % LOW, in twenties. */
const MIX: readonly Priority[] = [
  ...Array<Priority>(1).fill(Priority.CRITICAL), ...Array<Priority>(3).fill(Priority.HIGH),
  ...Array<Priority>(14).fill(Priority.NORMAL), ...Array<Priority>(2).fill(Priority.LOW),
];
/** Coprime to the mix, so that the classes take turns. */
const STRIDE = 7;
const STREAM = "bench-open-loop";
const PAYLOAD_BYTES = 128;
const NS_PER_SECOND = 1e9;

/**
 * Publishes `perSecond` messages a second for `seconds`, each at its time whether or not the bus keeps up: what is late
 * is counted from when it was due. Producer, consumer and handler share one process and its event loop.
 */
export async function openLoop(port: number, perSecond: number, seconds: number): Promise<Latencies> {
  const clock = new LiveClock();
  const config = { ...PRESETS["high-frequency"], stream: STREAM, group: "bench" };
  const commands = new Redis(port, "127.0.0.1", { ...PRODUCER_OPTIONS, enableOfflineQueue: true });
  const reads = new Redis(port, "127.0.0.1", { ...CONSUMER_OPTIONS, enableOfflineQueue: true });
  const groupReads = new SocketReads({ open: () => net.connect({ port, host: "127.0.0.1", noDelay: true }) });
  const store = new IoredisStore({ commands, reads, groupReads });
  const latencies: Record<Priority, number[]> = { 0: [], 1: [], 2: [], 3: [] };
  const total = perSecond * seconds;
  const interval = NS_PER_SECOND / perSecond;
  let begin = 0;
  let handled = 0;
  let onAll = (): void => {};
  const all = new Promise<void>((resolve) => (onAll = resolve));
  const consumer = new StreamConsumer({
    config, consumer: "c", clock, store, probe: silentProbe(), onFault: fail,
    handler: ({ payload, priority }) => {
      const index = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
      latencies[priority].push(clock.monotonic() - begin - index * interval);
      if (++handled === total) onAll();
    },
  });
  const client = new BufferedMessageBusClient({
    config, clock, store, producer: "bench", epoch: 1, probe: silentProbe(), jitter: () => 0, onFault: fail,
    wire: { layout: "enhanced", mode: "script", fenced: false },
  });
  const consuming = consumer.start();
  await clock.sleep(NS_PER_SECOND / 2, "bench.settle");
  begin = clock.monotonic();
  await publishAll(total, (index) => clock.monotonic() - begin >= index * interval, (index) => {
    const priority = MIX[(index * STRIDE) % MIX.length] as Priority;
    const payload = new Uint8Array(PAYLOAD_BYTES);
    new DataView(payload.buffer).setUint32(0, index);
    const topic = `data.trades.BINANCE.SYM${index % 16}USDT`;
    const accepted = client.publish({ topic, type: "TradeTick", payload, priority, key: `${priority}-${index % 16}` });
    if (accepted !== "accepted") throw new Error(`message ${index}: ${accepted}`);
  });
  await all;
  await client.close();
  await Promise.all([consumer.stop(), consuming]);
  groupReads.close();
  commands.disconnect();
  reads.disconnect();
  if (PRIORITIES.some((priority) => latencies[priority].length === 0)) throw new Error("a class had no messages");
  return latencies;
}

/** Publishes what is due in every turn of the event loop. */
function publishAll(total: number, isDue: (index: number) => boolean, publish: (index: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let index = 0;
    const turn = (): void => {
      try {
        while (index < total && isDue(index)) publish(index++);
      } catch (error) {
        return reject(error as Error);
      }
      if (index === total) resolve();
      else setImmediate(turn);
    };
    turn();
  });
}

const fail = (error: unknown): never => {
  throw error;
};
