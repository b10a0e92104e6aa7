import { BufferedMessageBusClient } from "../../../../src/bus/client.ts";
import { StreamConsumer } from "../../../../src/bus/consumer.ts";
import { ms } from "../../../../src/kernel/time.ts";
import { consumerLog, producerLog } from "../../../support/probes.ts";
import { modelRedis, simulated } from "../../../support/simulated.ts";
import { SCENARIO_END, Story, type Scenario } from "./story.ts";

/**
 * Forty messages, of which a consumer that is gone has read the first twenty-five; the seventh of the rest cannot be
 * handled.
 */
export const consuming: Scenario = async (config) => {
  const world = simulated();
  const redis = modelRedis(world);
  const story = new Story(world);
  const observed = consumerLog();
  const client = new BufferedMessageBusClient({
    config, clock: world.clock, store: redis.store("feed"), producer: "p", epoch: 1, probe: producerLog().probe,
    jitter: () => 0, onFault: world.fail,
  });
  const consumer = new StreamConsumer({
    config, consumer: "alive", clock: world.clock, store: story.recorded(redis.store("engine")), probe: observed.probe,
    onFault: world.fail,
    handler: ({ topic }) => {
      story.tell(`handles ${topic}`);
      if (topic === "topic 31") throw new Error("poison");
    },
  });
  await world.run(SCENARIO_END, () => {
    for (let i = 0; i < 40; i++)
      client.publish({ topic: `topic ${i}`, type: "T", payload: new Uint8Array(), priority: 3, key: `key ${i}` });
    world.clock.after(ms(50), "test", () => {
      redis.run("XGROUP", "CREATE", config.stream, config.group, "0");
      redis.run("XREADGROUP", "GROUP", config.group, "gone", "COUNT", 25, "STREAMS", config.stream, ">");
      consumer.start().catch(world.fail);
    });
  });
  return [...story.lines, ...observed.log];
};
