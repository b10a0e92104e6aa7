import { describe, expect, test } from "vitest";
import { BEGINNING, formatEntryId, type EntryId } from "../../../src/bus/entry-id.ts";
import { StoreError } from "../../../src/bus/store.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { EPOCH_UNIX_MS, modelRedis, simulated } from "../../support/simulated.ts";

describe("the store", () => {
  const cursor = (consumer: string) => ({ stream: "s", group: "g", consumer });
  const read = { count: 10, block: ms(100), acknowledge: [] };

  test("a blocked read is answered when an entry comes, or empty when its time is over", async () => {
    const world = simulated();
    const { store } = modelRedis(world);
    const [writer, reader] = [store("writer"), store("reader")];
    const answers: number[] = [];
    let ended = 0;
    await world.run(undefined, () => {
      void (async () => {
        await reader.createGroup("s", "g", "0");
        for (let turn = 0; turn < 2; turn++) answers.push((await reader.readNew(cursor("c"), read)).length);
        ended = world.scheduler.now;
      })().catch(world.fail);
      world.scheduler.at(ms(50), 0, () => void writer.append("s", [["f", "1"], ["f", "2"]]));
    });
    expect(answers).toEqual([2, 0]);
    expect(ended).toBeGreaterThan(ms(150));
    expect(ended).toBeLessThan(ms(152));
  });

  test("two blocked consumers share entries in the order in which they blocked, each entry once", async () => {
    const world = simulated();
    const { store } = modelRedis(world);
    const got: Record<string, string[]> = {};
    await world.run(undefined, () => {
      const consume = async (name: string, at: number): Promise<void> => {
        const own = store(name);
        await own.createGroup("s", "g", "0");
        await world.clock.sleep(at, "wait");
        got[name] = (await own.readNew(cursor(name), { ...read, count: 1, block: sec(10) })).map(formatEntryId);
      };
      consume("late", ms(20)).catch(world.fail);
      consume("early", ms(10)).catch(world.fail);
      world.scheduler.at(ms(50), 0, () => void store("writer").append("s", [["f", "1"], ["f", "2"]]));
    });
    expect([got["early"], got["late"]]).toEqual([[`${EPOCH_UNIX_MS + 50}-0`], [`${EPOCH_UNIX_MS + 50}-1`]]);
  });

  test("a group that is missing is an error of its own kind, distinct from an empty read", async () => {
    const world = simulated();
    const { store } = modelRedis(world);
    let kind: unknown;
    await world.run(undefined, () => {
      store("reader")
        .readNew(cursor("c"), read)
        .catch((error: unknown) => (kind = error instanceof StoreError ? error.kind : error));
    });
    expect(kind).toBe("missing");
  });

  test("a write whose reply is lost was applied; one whose request is lost was not; half a batch is a prefix", async () => {
    for (const [site, applied] of [["reply-lost", 4], ["request-lost", 0], ["half-applied", 3]] as const) {
      const world = simulated();
      const { store, entries } = modelRedis(world, { tape: [{ site: `fault.writer.${site}`, key: 0, choice: 3 }] });
      let failure: unknown;
      await world.run(undefined, () => {
        store("writer")
          .append("s", ["a", "b", "c", "d"].map((v) => ["f", v]))
          .catch((error: unknown) => (failure = error));
      });
      expect(failure).toMatchObject({ kind: "unknown" });
      expect(entries("s").map(([, [, value]]) => value)).toEqual(["a", "b", "c", "d"].slice(0, applied));
    }
  });

  test("a write that is sent twice is applied twice and answered once", async () => {
    const world = simulated();
    const { store, entries } = modelRedis(world, { tape: [{ site: "fault.writer.duplicated", key: 0, choice: 0 }] });
    let outcome: unknown;
    await world.run(
      undefined,
      () =>
        void store("writer")
          .append("s", [["f", "a"], ["f", "b"]])
          .then((value) => (outcome = value)),
    );
    expect(outcome).toEqual({ applied: 2, refused: undefined });
    expect(entries("s").map(([, [, value]]) => value)).toEqual(["a", "b", "a", "b"]);
  });

  test("a script is applied in full or not at all: where a pipeline leaves a prefix, only its reply is lost", async () => {
    const world = simulated();
    const { store, entries } = modelRedis(world, { tape: [{ site: "fault.writer.half-applied", key: 0, choice: 3 }] });
    let failure: unknown;
    await world.run(undefined, () => {
      store("writer")
        .append("s", ["a", "b", "c", "d"].map((v) => ["f", v]), { mode: "script" })
        .catch((error: unknown) => (failure = error));
    });
    expect(failure).toMatchObject({ kind: "unknown" });
    expect(entries("s").map(([, [, value]]) => value)).toEqual(["a", "b", "c", "d"]);
  });

  test("behind a fence a batch that is sent again is there once, and an earlier life of the producer is refused", async () => {
    const world = simulated();
    const { store, entries } = modelRedis(world, { tape: [{ site: "fault.writer.duplicated", key: 1, choice: 0 }] });
    const writer = store("writer");
    const outcomes: unknown[] = [];
    await world.run(
      undefined,
      () =>
        void (async () => {
          const epoch = await writer.takeEpoch("s", "p");
          const batch = [["f", "é"], ["f", "b"]];
          outcomes.push(await writer.append("s", batch, { fence: { producer: "p", epoch, sequence: 1 } }));
          outcomes.push(await writer.append("s", batch, { fence: { producer: "p", epoch, sequence: 1 } }));
          outcomes.push(await writer.takeEpoch("s", "p"));
          outcomes.push(
            (await writer.append("s", [["f", "late"]], { fence: { producer: "p", epoch, sequence: 3 } })).refused?.kind,
          );
        })().catch(world.fail),
    );
    expect(outcomes).toEqual([{ applied: 2, refused: undefined }, { applied: 2, refused: undefined }, 2, "fenced"]);
    expect(entries("s").map(([, [, value]]) => Buffer.from(value!, "latin1").toString())).toEqual(["é", "b"]);
  });

  test("in a partition nothing gets through either way, and afterwards everything does", async () => {
    const world = simulated();
    // The second command starts the fourth of the partitions: 300 ms.
    const { store, entries } = modelRedis(world, { tape: [{ site: "fault.writer.partition", key: 1, choice: 3 }] });
    const writer = store("writer");
    const outcomes: string[] = [];
    await world.run(undefined, () => {
      [0, 1, 200, 400].forEach((at, index) => world.scheduler.at(ms(at), 0, () => {
        writer.append("s", [["f", String(index)]]).then(
          () => outcomes.push(`${index} stored`), ({ kind }: StoreError) => outcomes.push(`${index} ${kind}`),
        );
      }));
    });
    expect(outcomes.sort()).toEqual(["0 stored", "1 unknown", "2 unknown", "3 stored"]);
    expect(entries("s").map(([, [, value]]) => value)).toEqual(["0", "3"]);
  });

  test("a server that is killed answers nothing, refuses while it is down, and is found again when it is back", async () => {
    const world = simulated();
    const { store, deployment, entries } = modelRedis(world);
    const writer = store("writer");
    const reader = store("reader");
    const outcomes: string[] = [];
    const note = (name: string, promise: Promise<unknown>): void =>
      void promise.then(
        () => outcomes.push(`${name} done`), ({ kind }: StoreError) => outcomes.push(`${name} ${kind}`),
      );
    await world.run(undefined, () => {
      note("first write", writer.append("s", [["f", "0"]]));
      note("group", reader.createGroup("s", "g", "$"));
      world.scheduler.at(ms(10), 0, () =>
        note("blocked read", reader.readNew(cursor("c"), { ...read, block: sec(10) })),
      );
      world.scheduler.at(ms(20), 0, () => deployment.crash("master", "process"));
      world.scheduler.at(ms(30), 0, () => note("write while down", writer.append("s", [["f", "1"]])));
      world.scheduler.at(ms(40), 0, () => deployment.restart("redis-0"));
      world.scheduler.at(ms(60), 0, () => note("write while loading", writer.append("s", [["f", "2"]])));
      world.scheduler.at(ms(200), 0, () => note("read of a group that is gone", reader.readNew(cursor("c"), read)));
      world.scheduler.at(ms(300), 0, () => note("last write", writer.append("s", [["f", "3"]])));
    });
    expect(outcomes).toEqual(
      [
        "group done", "first write done", "blocked read unknown", "write while down unknown",
        "write while loading done", "read of a group that is gone missing", "last write done",
      ].sort((left, right) => outcomes.indexOf(left) - outcomes.indexOf(right)),
    );
    expect(outcomes.length).toBe(7);
    expect(deployment.master.server?.databases[0]?.size).toBe(1);
    expect(entries("s").map(([, [, value]]) => value)).toEqual(["3"]);
  });

  test("claiming takes over what is idle, reports what has vanished, and walks on with its cursor", async () => {
    const world = simulated();
    const { store, run } = modelRedis(world);
    const own = store("c2");
    const claims: { entries: number; vanished: number }[] = [];
    await world.run(undefined, () => {
      for (let i = 0; i < 10; i++) run("XADD", "s", "*", "f", "v".repeat(1_100));
      run("XGROUP", "CREATE", "s", "g", "0");
      run("XREADGROUP", "GROUP", "g", "c1", "STREAMS", "s", ">");
      run("XTRIM", "s", "MAXLEN", 7);
      world.scheduler.at(sec(61), 0, () => void (async () => {
        for (let at: EntryId = BEGINNING, turn = 0; turn === 0 || at.ms !== 0; turn++) {
          const outcome = await own.claimIdle(cursor("c2"), sec(60), 4, at);
          at = outcome.cursor;
          claims.push({ entries: outcome.entries.length, vanished: outcome.vanished.length });
        }
      })().catch(world.fail));
    });
    expect(claims.map(({ entries, vanished }) => [entries, vanished])).toEqual([[1, 3], [4, 0], [2, 0]]);
    expect(
      (run("XPENDING", "s", "g", "-", "+", 100) as [string, string, number, number][]).map(
        ([, consumer, , deliveries]) => [consumer, deliveries],
      ),
    ).toEqual(Array.from({ length: 7 }, () => ["c2", 2]));
  });
});
