import { expect, test } from "vitest";
import { Receiver } from "../../../src/bus/receive.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { consumingRig } from "../../support/consuming.ts";

test("receive with a timeout of 0 returns at once: a message that is there, or nothing", async () => {
  const rig = consumingRig();
  const receiver = new Receiver(rig.clock, rig.fail);
  const got: unknown[] = [];
  await rig.run(undefined, () => {
    void receiver.receive(0).then((message) => got.push([rig.scheduler.now, message]));
  });
  expect([got, rig.timers()]).toEqual([[[0, undefined]], []]);
});

test("receive returns at exactly its timeout when nothing comes, and at the message when one does, leaving no timer", async () => {
  const rig = consumingRig();
  const { subscriber } = rig.subscriber();
  const got: (readonly [number, string | undefined])[] = [];
  const receive = (timeout: number): void =>
    void subscriber.receive(timeout).then((message) => void got.push([rig.scheduler.now, message?.topic]));
  await rig.run(undefined, () => {
    subscriber.subscribe("*");
    subscriber.connect();
    rig.at(ms(100), () => receive(ms(37)));
    rig.at(ms(200), () => receive(sec(9)));
    rig.at(ms(250), () => rig.send({ topic: "x" }));
    rig.at(sec(1), () => void subscriber.disconnect());
  });
  expect(got).toHaveLength(2);
  expect(got[0]).toEqual([ms(137), undefined]);
  expect(got[1]![1]).toBe("x");
  expect(got[1]![0]).toBeLessThan(ms(255));
  expect(rig.timers()).toEqual([]);
});

test("a message is acknowledged when it has been taken, and not before; who asks first is served first", async () => {
  const rig = consumingRig();
  const { subscriber } = rig.subscriber();
  const got: string[] = [];
  await rig.run(undefined, () => {
    subscriber.subscribe("*");
    subscriber.connect();
    rig.at(ms(100), () => void [1, 2, 3].forEach((i) => rig.send({ topic: `t${i}`, key: "k" })));
    rig.at(ms(500), () => {
      expect([rig.pending(), got]).toEqual([3, []]);
      for (const name of ["a", "b"])
        void subscriber.receive(sec(1)).then((message) => got.push(`${name} ${message?.topic}`));
    });
    rig.at(sec(3), () => {
      expect([rig.pending(), got]).toEqual([1, ["a t1", "b t2"]]);
      void subscriber.disconnect();
    });
  });
  expect([rig.pending(), rig.timers()]).toEqual([1, []]);
});
