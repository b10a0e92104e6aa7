import { BusSubscriber } from "../../../../src/bus/subscriber.ts";
import { entryWriter } from "../../../../src/bus/wire/layout.ts";
import { ms } from "../../../../src/kernel/time.ts";
import { consumerLog } from "../../../support/probes.ts";
import { modelRedis, simulated } from "../../../support/simulated.ts";
import { SCENARIO_END, Story, type Scenario } from "./story.ts";

/**
 * Ten messages that are there before the group, and for half a second one each 3 ms, of twelve keys and 10 ms of work
 * in two handlers.
 */
export const subscribing: Scenario = async (config) => {
  const world = simulated();
  const redis = modelRedis(world);
  const story = new Story(world);
  const observed = consumerLog();
  const subscriber = new BusSubscriber({
    config, clock: world.clock, consumer: "alive", probe: observed.probe, onFault: world.fail,
    store: () => story.recorded(redis.store("engine")),
    workers: { scaled: (from, to) => story.tell(`from ${from} to ${to} workers`) },
  });
  const writer = entryWriter("enhanced", { producer: "p", epoch: 1 });
  const send = (i: number): void => {
    const [fields] = writer.write([
      {
        topic: `t${i}`, type: "T", payload: Buffer.of(1), encoding: "json", priority: 3, key: `k${i % 12}`,
        sequence: i + 1,
      },
    ]);
    redis.run("XADD", config.stream, "*", ...(fields as readonly (string | Uint8Array)[]).map(String));
  };
  for (const name of ["first", "second"]) {
    subscriber.subscribe("*", async ({ topic }) => {
      story.tell(`${name} handles ${topic}`);
      await world.clock.sleep(ms(10), "handler");
    });
  }
  await world.run(SCENARIO_END, () => {
    for (let i = 0; i < 10; i++) send(i);
    for (let i = 0; i < 170; i++) world.clock.after(ms(100 + 3 * i), "test", () => send(10 + i));
    subscriber.connect();
  });
  await world.run(SCENARIO_END + ms(500), () => void subscriber.disconnect().catch(world.fail));
  return [...story.lines, ...observed.log];
};
