import { Redis } from "ioredis";
import { expect } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { createMessageBus } from "../../../src/bus/factory.ts";
import type { ManagedMessageBus } from "../../../src/bus/factory/managed-message-bus.ts";
import type { BusProblem } from "../../../src/bus/message-bus/problem.ts";
import { LiveClock } from "../../../src/live/live-clock.ts";
import { ioredisConnect } from "../../../src/redis/stores/ioredis-connect.ts";
import { absence, installedReleases } from "../../redis/real/find-server.ts";
import { RealServer } from "../../redis/real/real-server.ts";
import { busWorld, textSerializer } from "../factory/bus-world.ts";
import { busContract, type BusRun } from "./contract.ts";

/** Plays the body on an enhanced bus and looks whether all that it published was stored. */
async function onEnhanced(
  managed: ManagedMessageBus<string>, problems: readonly BusProblem[], body: Parameters<BusRun>[0],
): Promise<void> {
  const { bus } = managed;
  expect([managed.kind, managed.failure]).toEqual(["enhanced", undefined]);
  await body({ bus, problems });
  const published = bus.pubCount;
  await managed.stop();
  const { accepted, stored, dropped } = managed.health().counts;
  expect([stored, dropped]).toEqual([accepted, 0]);
  // What is published after the bus was disposed of goes nowhere.
  expect(published - accepted).toBeLessThanOrEqual(1);
}

busContract("the enhanced bus on the model", async (body) => {
  const { play, create, problems } = busWorld();
  await play(async () => onEnhanced(await create(DEFAULT_CONFIG), problems, body));
});

busContract("the enhanced bus, a stream for each topic, on the model", async (body) => {
  const { play, create, problems } = busWorld();
  await play(async () => onEnhanced(await create({ database: { host: "redis" }, encoding: "json" }), problems, body));
});

for (const { release, binary, title } of installedReleases()) {
  busContract(
    `the enhanced bus on ${title}`, (body) => onRealServer(binary as string, body),
    binary === undefined ? absence(release) : undefined,
  );
}

async function onRealServer(binary: string, body: Parameters<BusRun>[0]): Promise<void> {
  const server = await RealServer.start(binary);
  const clock = new LiveClock();
  const problems: BusProblem[] = [];
  const faults: unknown[] = [];
  try {
    const managed = await createMessageBus(
      DEFAULT_CONFIG,
      {
        identity: { traderId: "TRADER-001" }, clock, epochUnixMs: clock.epochUnixMs, serializer: textSerializer,
        draw: () => 0, onFault: (error) => void faults.push(error),
        connect: ioredisConnect((options) => new Redis(server.socketPath, options)),
      },
      { bus: { onProblem: (problem) => void problems.push(problem) } },
    );
    await onEnhanced(managed, problems, body);
    expect(faults).toEqual([]);
  } finally {
    await server.stop();
  }
}
