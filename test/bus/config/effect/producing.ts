import { BufferedMessageBusClient } from "../../../../src/bus/client.ts";
import type { EnhancedMessageBusConfig } from "../../../../src/bus/config/config.ts";
import type { Priority } from "../../../../src/bus/priority.ts";
import { StoreError } from "../../../../src/bus/store.ts";
import { ms, us } from "../../../../src/kernel/time.ts";
import { producerLog } from "../../../support/probes.ts";
import { scriptedStore, type PendingWrite } from "../../../support/scripted-store.ts";
import { simulated } from "../../../support/simulated.ts";
import { SCENARIO_END, Story, type Scenario } from "./story.ts";

const PAYLOAD = new Uint8Array([1, 2, 3]);

/** A client whose writes `answer` settles when its time comes. */
function producer(config: EnhancedMessageBusConfig) {
  const world = simulated();
  const story = new Story(world);
  const scripted = scriptedStore(world);
  const observed = producerLog();
  const client = new BufferedMessageBusClient({
    config, clock: world.clock, store: story.recorded(scripted.store), producer: "p", epoch: 1, probe: observed.probe,
    jitter: () => 0, onFault: world.fail,
  });
  const publish = (priority: Priority, i: number): void =>
    story.tell(
      client.publish({ topic: `topic ${i}`, type: "T", payload: PAYLOAD, priority, key: `key ${i}` }) +
        (client.pressured ? ", pressured" : ""),
    );
  const later = (delay: number, action: () => void): void => void world.clock.after(delay, "test", action);
  const play = async (start: () => void): Promise<readonly string[]> => {
    await world.run(SCENARIO_END, start);
    return [...story.lines, ...observed.log];
  };
  return { client, publish, later, play, story, ...scripted };
}

/**
 * A hundred messages of one class at once, before the store answers anything; then one write a millisecond is
 * acknowledged.
 */
export const overload = (priority: Priority): Scenario => (config) => {
  const { client, publish, later, play, story, accept, writes } = producer(config);
  return play(() => {
    for (let i = 0; i < 100; i++) publish(priority, i);
    for (let tick = 1; tick <= 20; tick++) {
      later(ms(tick), () => {
        const write = writes.shift();
        if (write !== undefined) accept(write);
        story.tell(client.pressured ? "pressured" : "relieved");
      });
    }
  });
};

/** A few messages of one class, ten microseconds apart, at a store that answers at once. */
export const trickle = (priority: Priority): Scenario => (config) => {
  const { publish, later, play, accept, writes } = producer(config);
  return play(() => {
    for (let i = 0; i < 30; i++) {
      later(us(10 * i), () => publish(priority, i));
    }
    for (let tick = 1; tick <= 20_000; tick++) later(us(5 * tick), () => writes.splice(0).forEach(accept));
  });
};

/** One message at a store that fails six times before it takes it. */
export const outage: Scenario = (config) => {
  const { publish, later, play, accept, writes } = producer(config);
  let failures = 0;
  const answer = (write: PendingWrite): void => {
    if (failures++ < 6) write.break(new StoreError("unknown", "the link is down"));
    else accept(write);
  };
  return play(() => {
    publish(3, 0);
    for (let tick = 1; tick <= 500; tick++) later(ms(tick), () => writes.splice(0).forEach(answer));
  });
};
