import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PRIORITIES, Priority } from "../../src/bus/priority.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms } from "../../src/kernel/time.ts";
import { bus } from "../support/bus-rig.ts";

const SMALL = { capacity: 12, highWater: 8, lowWater: 3 };
const CHANGES = {
  LOW: SMALL, NORMAL: { ...SMALL, overflow: "refuse" as const }, HIGH: SMALL, CRITICAL: SMALL, batch: 4,
};
const publication = (topic: string, priority: Priority, key = topic) => ({
  topic, type: "T", payload: new Uint8Array(1), priority, key,
});

describe("the signal", () => {
  test("is on from the high-water mark up, off from the low-water mark down, and as it was between, for any load", async () => {
    const step = fc.record({
      publish: fc.nat(9), priority: fc.constantFrom(Priority.HIGH, Priority.HIGH, ...PRIORITIES),
      answer: fc.constantFrom("none", "accept", "accept", "part", "break"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { client, publish, writes, accept, acceptPrefix, run, scheduler } = bus(CHANGES);
        const expected = PRIORITIES.map(() => false);
        const toggles: string[] = [];
        const check = (): void => {
          for (const priority of PRIORITIES) {
            const { size, pressured } = client.buffer(priority);
            if (size >= SMALL.highWater) expected[priority] = true;
            if (size <= SMALL.lowWater) expected[priority] = false;
            if (pressured !== expected[priority]) toggles.push(`${priority} at ${size}`);
          }
        };
        let answered = 0;
        for (const [i, { publish: count, priority, answer }] of steps.entries()) {
          await run(scheduler.now + ms(1), () => {
            for (let n = 0; n < count; n++) {
              publish(`${i}.${n}`, priority);
              check();
            }
            const write = answer === "none" ? undefined : writes[answered];
            if (write === undefined) return;
            answered++;
            if (answer === "break") write.break(new StoreError("unknown", "reset"));
            else if (answer === "part")
              acceptPrefix(write, write.entries.length >> 1, new StoreError("refused", "OOM"));
            else accept(write);
          });
          check();
        }
        expect(toggles).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a publication that waits for room", () => {
  test("is accepted at once while its class is not under pressure, and after the low-water mark when it was", async () => {
    const { client, publish, writes, accept, run } = bus(CHANGES);
    const told: string[] = [];
    await run(1, () => {
      void client
        .publishWhenRoom(publication("at once", Priority.HIGH))
        .then((admission) => told.push(`at once ${admission}`));
      for (let i = 0; i < 8; i++) publish(`m${i}`, Priority.HIGH);
      void client
        .publishWhenRoom(publication("later", Priority.HIGH))
        .then((admission) => told.push(`later ${admission}`));
    });
    // One in service, eight queued: 8, then 4 are left, inside the band; then none.
    await run(2, () => accept(writes[0]!));
    await run(3, () => accept(writes[1]!));
    expect([client.buffer(Priority.HIGH).size, told]).toEqual([4, ["at once accepted"]]);
    await run(4, () => accept(writes[2]!));
    expect(told).toEqual(["at once accepted", "later accepted"]);
  });

  test("drops no other message to make room, whatever the policy of its class", async () => {
    const { client, publish, run, counts } = bus({ ...CHANGES, LOW: { ...SMALL, overflow: "drop-oldest" } });
    await run(1, () => {
      for (let i = 0; i < 12; i++) publish(`m${i}`, Priority.LOW);
      for (let i = 0; i < 5; i++) void client.publishWhenRoom(publication(`w${i}`, Priority.LOW));
    });
    expect([client.waiting, counts.dropped]).toEqual([5, 0]);
  });

  test("is on record for reports of who waits, once for its class, until the last has room or has given up", async () => {
    const { client, publish, run, scheduler } = bus(CHANGES);
    const recorded = (): string[] => scheduler.waits.map(({ who, what }) => `${who}: ${what}`).sort();
    await run(1, () => {
      for (let i = 0; i < 12; i++) publish(`m${i}`, Priority.HIGH);
      for (let i = 0; i < 12; i++) publish(`l${i}`, Priority.LOW);
      for (const name of ["a", "b"])
        void client.publishWhenRoom(publication(name, Priority.HIGH), { deadline: ms(name === "a" ? 5 : 7) });
      void client.publishWhenRoom(publication("c", Priority.LOW), { deadline: ms(6) });
    });
    const others = recorded().filter((line) => !line.includes("room"));
    const told: string[][] = [];
    for (const at of [1, 5, 6, 7]) {
      await run(ms(at) + 1);
      told.push(recorded().filter((line) => !others.includes(line)));
    }
    const [high, low] = ["node: room for HIGH messages", "node: room for LOW messages"];
    expect(told).toEqual([[high, low], [high, low], [high], []]);
  });

  test("ends with cancelled, with deadline at exactly its instant, or with closed, and then leaves no timer", async () => {
    const { client, publish, run, scheduler, writes, counts } = bus(CHANGES);
    const told: [string, number][] = [];
    const tell =
      (name: string) =>
      (admission: string): void =>
        void told.push([`${name} ${admission}`, scheduler.now]);
    const aborted = new AbortController();
    await run(1, () => {
      for (let i = 0; i < 12; i++) publish(`m${i}`, Priority.HIGH);
      void client.publishWhenRoom(publication("a", Priority.HIGH), { signal: aborted.signal }).then(tell("a"));
      void client.publishWhenRoom(publication("b", Priority.HIGH), { deadline: ms(5) }).then(tell("b"));
      void client.publishWhenRoom(publication("c", Priority.HIGH), { deadline: ms(500) }).then(tell("c"));
      void client.publishWhenRoom(publication("d", Priority.HIGH), { deadline: 0 }).then(tell("d"));
      void client.publishWhenRoom(publication("e", Priority.HIGH), { signal: AbortSignal.abort() }).then(tell("e"));
    });
    await run(ms(2), () => aborted.abort());
    await run(ms(9));
    await run(ms(10), () => client.abandon());
    expect(told).toEqual([
      ["d deadline", 0], ["e cancelled", 0], ["a cancelled", 1], ["b deadline", ms(5)], ["c closed", ms(9)],
    ]);
    await run(ms(11), () => writes[0]!.break(new StoreError("unknown", "gone")));
    expect([scheduler.pending, client.waiting, counts.refused]).toEqual([0, 0, 1]);
  });

  test("is never forgotten: in order of the calls, and as soon as the pressure is off, whatever else happens", async () => {
    const step = fc.record({
      waits: fc.array(
        fc.record({
          priority: fc.constantFrom(...PRIORITIES), fate: fc.constantFrom("patient", "patient", "cancel", "deadline"),
        }),
        { maxLength: 4 },
      ),
      publish: fc.nat(4), answer: fc.constantFrom("none", "accept", "accept", "break"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { client, publish, writes, accept, run, scheduler, counts } = bus(CHANGES);
        const asked = new Map<string, Priority>();
        const outcomes = new Map<string, string>();
        const order: string[] = [];
        let answered = 0;
        for (const [i, { waits, publish: count, answer }] of steps.entries()) {
          await run(scheduler.now + ms(1), () => {
            for (let n = 0; n < count; n++) publish(`${i}.${n}`, Priority.HIGH);
            for (const [n, { priority, fate }] of waits.entries()) {
              const name = `${i}/${n}`;
              const controller = new AbortController();
              asked.set(name, priority);
              if (fate === "cancel") soon(scheduler, () => controller.abort());
              void client
                .publishWhenRoom(
                  publication(name, priority, "one key"),
                  fate === "deadline" ? { deadline: ms(2) } : { signal: controller.signal },
                )
                .then((outcome) => {
                  outcomes.set(name, outcome);
                  order.push(name);
                });
            }
            const write = answer === "none" ? undefined : writes[answered];
            if (write === undefined) return;
            answered++;
            if (answer === "break") write.break(new StoreError("unknown", "reset"));
            else accept(write);
          });
          expect(scheduler.waits.some(({ what }) => what.startsWith("room"))).toBe(client.waiting > 0);
        }
        for (let turn = 0; turn < 300 && (client.held > 0 || client.waiting > 0); turn++) {
          await run(scheduler.now + ms(20), () =>
            writes.slice(answered).forEach((write) => {
              answered++;
              accept(write);
            }),
          );
        }
        expect([client.waiting, outcomes.size]).toEqual([0, asked.size]);
        expect([...outcomes].filter(([, outcome]) => outcome === "full" || outcome === "closed")).toEqual([]);
        for (const priority of PRIORITIES) {
          const admitted = order.filter((name) => outcomes.get(name) === "accepted" && asked.get(name) === priority);
          expect(admitted).toEqual([...asked.keys()].filter((name) => admitted.includes(name)));
        }
        expect(counts.accepted).toBe(counts.stored);
      }),
      { numRuns: 60 },
    );
  });
});

/** Three milliseconds from now. */
const soon = (
  scheduler: { after(delay: number, site: number, callback: () => void): unknown; sites: { id(name: string): number } },
  act: () => void,
): void => void scheduler.after(ms(3), scheduler.sites.id("test"), act);
