import fc from "fast-check";
import { expect, test } from "vitest";
import type { OverflowPolicy } from "../../src/bus/config/config.ts";
import { PRIORITIES, Priority } from "../../src/bus/priority.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms } from "../../src/kernel/time.ts";
import { bus } from "../support/bus-rig.ts";

/** As many as a batch: all of a class may be in service. */
const SMALL = { capacity: 4, highWater: 3, lowWater: 1 };
const policy = fc.constantFrom<OverflowPolicy>("refuse", "drop-oldest");

test("at capacity a class refuses or drops its oldest queued, as its policy says, every loss has its reason, and the sums hold at every instant", async () => {
  const step = fc.record({
    priority: fc.constantFrom(...PRIORITIES), count: fc.nat(8),
    answer: fc.constantFrom("none", "accept", "accept", "half", "break"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(policy, policy, policy, policy), fc.array(step, { maxLength: 40 }),
      async (policies, steps) => {
        const changed = (priority: Priority) => ({ ...SMALL, overflow: policies[priority] });
        const { client, writes, accept, acceptPrefix, run, scheduler, publish, log, counts } = bus({
          LOW: changed(0), NORMAL: changed(1), HIGH: changed(2), CRITICAL: changed(3), batch: 4,
        });
        /** What the class would have to hold, by topic: the queue, and what is in the batch. */
        const expected: string[] = [];
        let answered = 0;
        let published = 0;
        const balanced = (): boolean =>
          counts.accepted === counts.stored + counts.dropped + client.held &&
          published === counts.accepted + counts.refused;
        for (const [i, { priority, count, answer }] of steps.entries()) {
          await run(scheduler.now + ms(1), () => {
            for (let n = 0; n < count; n++) {
              const buffer = client.buffer(priority);
              const [isFull, oldest, isStuck] = [
                buffer.size === SMALL.capacity, buffer.first?.topic, buffer.queued === 0,
              ];
              const topic = `${priority}/${i}.${n}`;
              const acceptance = publish(topic, priority);
              published++;
              if (isFull && (policies[priority] === "refuse" || isStuck)) expected.push(`refused ${topic} full`);
              else if (isFull) expected.push(`dropped ${oldest} overflow`);
              expect([acceptance, buffer.size <= SMALL.capacity, balanced()]).toEqual([
                expected.at(-1) === `refused ${topic} full` ? "full" : "accepted", true, true,
              ]);
            }
            const write = answer === "none" ? undefined : writes[answered];
            if (write === undefined) return;
            answered++;
            if (answer === "break") write.break(new StoreError("unknown", "reset"));
            else if (answer === "half")
              acceptPrefix(write, write.entries.length >> 1, new StoreError("refused", "OOM"));
            else accept(write);
          });
          expect(balanced()).toBe(true);
        }
        expect(log.filter((line) => /^(refused|dropped)/.test(line))).toEqual(expected);
      },
    ),
    { numRuns: 80 },
  );
});

test("a message whose type does not leave the process is refused as filtered, and counted; others go", async () => {
  const { client, run, writes, topicsOf, log, counts } = bus({ typesFilter: ["QuoteTick", "OrderBookDeltas"] });
  const publication = (type: string) => ({
    topic: type, type, payload: new Uint8Array(1), priority: Priority.CRITICAL, key: type,
  });
  const told: string[] = [];
  await run(1, () => {
    for (const type of ["QuoteTick", "TradeTick", "OrderBookDeltas"]) told.push(client.publish(publication(type)));
    void client.publishWhenRoom(publication("QuoteTick")).then((admission) => told.push(admission));
  });
  expect(told).toEqual(["filtered", "accepted", "filtered", "filtered"]);
  expect([writes.length, topicsOf(0)]).toEqual([1, ["TradeTick"]]);
  expect(counts).toMatchObject({ accepted: 1, refused: 3 });
  expect(log.filter((line) => line.startsWith("refused"))).toEqual([
    "refused QuoteTick filtered", "refused OrderBookDeltas filtered", "refused QuoteTick filtered",
  ]);
  expect(client.metrics?.total.refused).toEqual({ full: 0, closed: 0, filtered: 3 });
});
