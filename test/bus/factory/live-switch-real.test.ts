import { Redis } from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { createMessageBus } from "../../../src/bus/factory.ts";
import type { BusStatus } from "../../../src/bus/factory/managed-message-bus.ts";
import type { CreateOptions } from "../../../src/bus/factory/ports.ts";
import type { Priority } from "../../../src/bus/priority.ts";
import type { ProducerProbe } from "../../../src/bus/probe.ts";
import type { WireOptions } from "../../../src/bus/wire/batch-sender.ts";
import { sec } from "../../../src/kernel/time.ts";
import { LiveClock } from "../../../src/live/live-clock.ts";
import { ioredisConnect } from "../../../src/redis/stores/ioredis-connect.ts";
import { installedReleases } from "../../redis/real/find-server.ts";
import { RealServer } from "../../redis/real/real-server.ts";
import { producerLog } from "../../support/probes.ts";
import { textSerializer } from "./bus-world.ts";

const KEYS = 8;
/** Publications of one turn, and how many of them may be on their way before the next. */
const BURST = 50;
const ON_THEIR_WAY = 2_000;
/** Publications with one side in force, beside those while it is opened. */
const PHASE = 2_000;

const WIRES: readonly (readonly [string, WireOptions])[] = [
  ["in pipelines", { layout: "enhanced", mode: "pipeline", fenced: false }],
  ["fenced, by script", { layout: "enhanced", mode: "script", fenced: true }],
];

const keyOf = (number: number): number => number % KEYS;
const numberOf = (text: string): number => Number(text.slice(text.indexOf(":") + 1));
const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

/** Publishes without a pause from one change to the next, and says what became of each publication. */
async function played(binary: string, wire: WireOptions) {
  const server = await RealServer.start(binary);
  const clock = new LiveClock();
  const faults: unknown[] = [];
  const create = (config: unknown, traderId: string, options: CreateOptions<string>) =>
    createMessageBus(
      config,
      {
        identity: { traderId }, clock, epochUnixMs: clock.epochUnixMs, serializer: textSerializer, draw: () => 0,
        onFault: (error) => void faults.push(error),
        connect: ioredisConnect((given) => new Redis(server.socketPath, given)),
      },
      options,
    );
  const [local, remote, accepted, stored, dropped] = [[], [], [], [], []] as number[][] as [
    number[], number[], number[], number[], number[],
  ];
  const numbers = new Map<unknown, number>();
  let next = 0;
  const probe: ProducerProbe = {
    ...producerLog().probe,
    accepted: (message) => {
      numbers.set(message, next);
      accepted.push(next);
    },
    stored: (messages) => messages.forEach((message) => stored.push(numbers.get(message) ?? -1)),
    dropped: (message) => void dropped.push(numbers.get(message) ?? -1),
  };
  const statuses: BusStatus[] = [];
  try {
    const listening = await create(DEFAULT_CONFIG, "OTHER-002", { consumer: "c1", streamingTypes: ["N"] });
    listening.bus.subscribe("data.*", (message) => remote.push(numberOf(message)));
    const managed = await create(undefined, "TRADER-001", { probes: { producer: probe }, wire, drainLimit: sec(600) });
    managed.bus.subscribe("data.*", (message) => local.push(numberOf(message)));
    const publishWhile = async (holds: () => boolean): Promise<void> => {
      while (holds()) {
        for (const end = next + BURST; next < end; next++) {
          managed.bus.publish(`data.trades.V.${keyOf(next)}`, `N:${next}`, true, {
            priority: ((next * 7) % 4) as Priority, key: `k${keyOf(next)}`,
          });
        }
        do await sleep(1); while (accepted.length - stored.length - dropped.length > ON_THEIR_WAY);
      }
    };
    const phase = (end = next + PHASE): Promise<void> => publishWhile(() => next < end);
    const change = async (config: unknown): Promise<void> => {
      let status: BusStatus | undefined;
      const changed = managed.switchTo(config).then((told) => (status = told));
      await publishWhile(() => status === undefined);
      statuses.push(await changed);
      await phase();
    };
    await phase();
    await change(DEFAULT_CONFIG);
    // Replies are lost, on both sides.
    const connection = await server.connect();
    await connection.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await connection.close();
    await phase();
    await change({ ...DEFAULT_CONFIG, batch: 40 });
    await change(undefined);
    const { drained } = await managed.stop();
    while (new Set(remote).size < stored.length) await sleep(5);
    await listening.stop();
    return {
      local, remote, accepted, stored, dropped, published: next, statuses, drained, health: managed.health(), faults,
    };
  } finally {
    await server.stop();
  }
}

for (const { binary, title } of installedReleases()) {
  describe.each(WIRES)(`on ${title}, %s`, (_name, wire) => {
    test.skipIf(binary === undefined)(
      "a bus that changes from standard to enhanced and back under load loses nothing, repeats nothing and keeps the order of each key (needs that server)",
      async () => {
        const { local, remote, accepted, stored, dropped, published, statuses, drained, health, faults } = await played(
          binary as string, wire,
        );
        expect(statuses.map(({ kind, failure, drained: { leftovers } }) => [kind, failure, leftovers])).toEqual([
          ["enhanced", undefined, 0], ["enhanced", undefined, 0], ["standard", undefined, 0],
        ]);
        expect(local).toEqual(Array.from({ length: published }, (_, number) => number));
        expect([sorted(stored), dropped, drained.leftovers, faults]).toEqual([accepted, [], 0, []]);
        expect(health.counts).toMatchObject({
          accepted: accepted.length, stored: accepted.length, dropped: 0, refused: 0,
        });
        // One stretch of publications went out, from the first change to the last, whatever stood behind the bus
        // between.
        const [first = 0] = accepted;
        expect(accepted).toEqual(Array.from({ length: accepted.length }, (_, at) => first + at));
        expect([first >= PHASE, accepted.length > 3 * PHASE, published - first - accepted.length >= PHASE]).toEqual([
          true, true, true,
        ]);
        expect(sorted(remote)).toEqual(accepted);
        for (let key = 0; key < KEYS; key++) {
          const ofKey = remote.filter((number) => keyOf(number) === key);
          expect(ofKey).toEqual(sorted(ofKey));
        }
      },
      120_000,
    );
  });
}
