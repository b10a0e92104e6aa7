import { RedisStreamManager } from "../../../../src/bus/streams.ts";
import { ms } from "../../../../src/kernel/time.ts";
import { streamLog } from "../../../support/probes.ts";
import { EPOCH_UNIX_MS, modelRedis, simulated } from "../../../support/simulated.ts";
import { SCENARIO_END, Story, type Scenario } from "./story.ts";

/**
 * A stream that grows by ten entries every ten milliseconds, and a group that has read `read` of them and acknowledged
 * none; with 0, one that keeps up and acknowledges all.
 */
export const trimming = (read: number): Scenario => async (config) => {
  const world = simulated();
  const redis = modelRedis(world);
  const story = new Story(world);
  const observed = streamLog();
  const manager = new RedisStreamManager({
    config, clock: world.clock, epochUnixMs: EPOCH_UNIX_MS, store: story.recorded(redis.store("engine")),
    probe: observed.probe, onFault: world.fail,
    health: { changed: ({ group, state }) => story.tell(`${group} is ${state}`) },
  });
  await world.run(SCENARIO_END, () => {
    for (let tick = 0; tick < 150; tick++) {
      world.clock.after(ms(10 * tick + 1), "test", () => {
        for (let i = 0; i < 10; i++) redis.run("XADD", config.stream, "*", "n", tick * 10 + i);
        if (tick === (read === 0 ? 0 : 50)) redis.run("XGROUP", "CREATE", config.stream, config.group, "0");
        if (read === 0) redis.run("XREADGROUP", "GROUP", config.group, "quick", "NOACK", "STREAMS", config.stream, ">");
        else if (tick === 50)
          redis.run("XREADGROUP", "GROUP", config.group, "slow", "COUNT", read, "STREAMS", config.stream, ">");
        story.tell(`length ${redis.stream(config.stream)?.length ?? 0}`);
      });
    }
    manager.start();
  });
  await manager.stop();
  return [...story.lines, ...observed.log];
};
