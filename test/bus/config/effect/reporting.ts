import { BufferedMessageBusClient } from "../../../../src/bus/client.ts";
import type { StreamStore } from "../../../../src/bus/store.ts";
import { ms, us } from "../../../../src/kernel/time.ts";
import { producerLog } from "../../../support/probes.ts";
import { scriptedStore } from "../../../support/scripted-store.ts";
import { simulated } from "../../../support/simulated.ts";
import { SCENARIO_END, Story, type Scenario } from "./story.ts";

/** A text that deflate makes the smaller the harder it tries. */
const TEXT = Array.from({ length: 4_000 }, (_, i) => `${(i * i) % 97} ${(i * 7) % 13} `).join("");
const SILENCE_FROM = ms(600);

/**
 * A producer that is watched in every way: one message of each class waits behind a slow write, then thirty are
 * published ten milliseconds apart, then the store is silent.
 */
export const reporting: Scenario = async (config) => {
  const world = simulated();
  const story = new Story(world);
  const scripted = scriptedStore(world);
  const observed = producerLog();
  const store: StreamStore = {
    ...scripted.store,
    length: () =>
      world.scheduler.now < SILENCE_FROM ? world.clock.sleep(us(10), "test").then(() => 1) : new Promise(() => {}),
  };
  const client = new BufferedMessageBusClient({
    config, clock: world.clock, store: story.recorded(store), producer: "p", epoch: 1, jitter: () => 0,
    onFault: world.fail,
    probe: { ...observed.probe, traced: (span) => story.tell(JSON.stringify(span)) },
    onHealth: (report) => story.tell(JSON.stringify(report)),
  });
  const later = (delay: number, action: () => void): void => void world.clock.after(delay, "test", action);
  const accept = (): void => scripted.writes.splice(0).forEach(scripted.accept);
  const report = (): void =>
    story.tell(
      JSON.stringify(client.metrics ?? null, (_key, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      ),
    );
  await world.run(SCENARIO_END, () => {
    void client.start();
    client.publish({ topic: "slow", type: "T", payload: new Uint8Array(3), priority: 3, key: "slow" });
    later(us(1), () => {
      for (const priority of [0, 1, 2, 3] as const) {
        client.publishValue({
          topic: "value", type: "V", value: { ts_event: 1n, text: TEXT }, priority, key: `value ${priority}`,
        });
      }
    });
    later(ms(30), accept);
    for (let i = 0; i < 30; i++) {
      later(
        ms(100 + 10 * i),
        () =>
          void client.publish({ topic: "steady", type: "T", payload: new Uint8Array(3), priority: 3, key: "steady" }),
      );
      later(ms(101 + 10 * i), accept);
    }
    later(ms(420), report);
  });
  client.abandon();
  return [...story.lines, ...observed.log];
};
