import { expect, test } from "vitest";
import {
  BEGINNING, formatEntryId, isAfter, nextEntryId, parseEntryId, type EntryId,
} from "../../../src/bus/entry-id.ts";
import type {
  Fields, ProducerEpochs, StoreError, StreamAdmin, StreamEntry, StreamStore, StreamTail,
} from "../../../src/bus/store.ts";
import { ms, sec } from "../../../src/kernel/time.ts";

export type ContractedStore = StreamStore & StreamAdmin & ProducerEpochs;

/** Stores of two nodes on one server, empty at the start, in the time in which they live. */
export interface StoreRig {
  readonly near: ContractedStore;
  readonly far: ContractedStore;
  readonly tail: StreamTail;
  sleep(ms: number): Promise<void>;
}

/** Makes a rig, runs the body on it to its end, and takes it down. */
export type WithStores = (body: (rig: StoreRig) => Promise<void>) => Promise<void>;

const READ = { count: 10, block: 0, acknowledge: [] };
const at = (consumer: string) => ({ stream: "s", group: "g", consumer });
const numbered = (count: number): readonly Fields[] =>
  Array.from({ length: count }, (_, index) => ["n", String(index)]);
const values = (entries: readonly StreamEntry[]): unknown[] => entries.map(({ fields }) => fields[1]);
const idOf = ({ ms: millisecond, seq }: EntryId): string => formatEntryId({ ms: millisecond, seq });
const kindOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => "fulfilled", (error: StoreError) => error.kind);

/** What every store owes the bus. `missing` says why the store cannot be had here: its laws are left out. */
export function storeContract(name: string, withStores: WithStores, missing?: string): void {
  const law = (title: string, body: (rig: StoreRig) => Promise<void>): void => {
    test.skipIf(missing !== undefined)(`${name}: ${title}${missing === undefined ? "" : ` (${missing})`}`, () =>
      withStores(body),
    );
  };

  law("a batch is applied in order and read back as it was, bytes as bytes and text as text", async ({ near, far }) => {
    await near.createGroup("s", "g", "0");
    const payload = Uint8Array.of(0, 255, 13, 10, 128);
    expect(await near.append("s", [["topic", "é", "payload", payload], ["topic", "b", "payload", Uint8Array.of()]]))
      .toEqual({ applied: 2, refused: undefined });
    const entries = await far.readNew(at("c"), READ);
    expect(entries.map(({ fields }) => [fields[0], fields[1], fields[2], [...(fields[3] as Uint8Array)]]))
      .toEqual([["topic", "é", "payload", [...payload]], ["topic", "b", "payload", []]]);
    expect(isAfter(entries[1]!, entries[0]!)).toBe(true);
    expect(await near.length("s")).toBe(2);
    expect(idOf((await near.firstId("s"))!)).toBe(idOf(entries[0]!));
  });

  law("a group is made once, from the start or from now", async ({ near, far }) => {
    await near.append("s", numbered(1));
    expect(await near.createGroup("s", "g", "0")).toBe("created");
    expect(await far.createGroup("s", "g", "0")).toBe("exists");
    expect(await near.createGroup("s", "late", "$")).toBe("created");
    expect(values(await near.readNew({ ...at("c"), group: "late" }, READ))).toEqual([]);
    expect(values(await near.readNew(at("c"), READ))).toEqual(["0"]);
  });

  law(
    "a read that waits is answered when an entry comes, and empty when its time is over",
    async ({ near, far, sleep }) => {
      await near.createGroup("s", "g", "0");
      const waiting = far.readNew(at("c"), { ...READ, block: sec(4) });
      await sleep(30);
      await near.append("s", numbered(2));
      expect(values(await waiting)).toEqual(["0", "1"].slice(0, (await waiting).length));
      expect((await waiting).length).toBeGreaterThan(0);
      await far.readNew(at("c"), READ);
      expect(await far.readNew(at("c"), { ...READ, block: ms(30) })).toEqual([]);
    },
  );

  law("a read acknowledges what came before, in the same round trip", async ({ near }) => {
    await near.createGroup("s", "g", "0");
    await near.append("s", numbered(3));
    const first = await near.readNew(at("c"), { ...READ, count: 2 });
    expect(values(await near.readNew(at("c"), { ...READ, acknowledge: first }))).toEqual(["2"]);
    expect(values(await near.readPending(at("c"), 10, BEGINNING))).toEqual(["2"]);
    expect(await near.acknowledge("s", "g", first)).toBe(0);
    expect(await near.acknowledge("s", "g", [])).toBe(0);
  });

  law("what is acknowledged along with a read of what is pending is not pending any more", async ({ near }) => {
    await near.createGroup("s", "g", "0");
    await near.append("s", numbered(4));
    const mine = await near.readNew(at("c"), READ);
    expect(values(await near.readPending(at("c"), 1, mine[1]!, [mine[0]!, mine[1]!, mine[3]!]))).toEqual(["2"]);
    expect(values(await near.readPending(at("c"), 10, BEGINNING))).toEqual(["2"]);
    expect(await near.groups("s")).toMatchObject([{ pending: 1 }]);
  });

  law("entries go to one consumer each and stay pending until acknowledged", async ({ near, far }) => {
    await near.createGroup("s", "g", "0");
    await near.append("s", numbered(4));
    const [mine, theirs] = [await near.readNew(at("c"), { ...READ, count: 2 }), await far.readNew(at("d"), READ)];
    expect([values(mine), values(theirs)]).toEqual([["0", "1"], ["2", "3"]]);
    expect(values(await near.readPending(at("c"), 1, BEGINNING))).toEqual(["0"]);
    expect(values(await near.readPending(at("c"), 10, mine[0]!))).toEqual(["1"]);
    expect(await far.acknowledge("s", "g", theirs)).toBe(2);
    expect(await near.groups("s")).toMatchObject([{ group: "g", pending: 2, lag: 0 }]);
    const [group] = await near.groups("s");
    expect([idOf(group!.lastDelivered), idOf(group!.lowestPending!)]).toEqual([idOf(theirs[1]!), idOf(mine[0]!)]);
  });

  law(
    "claiming takes over what is idle, says what has vanished, and walks on with its cursor",
    async ({ near, far, sleep }) => {
      await near.createGroup("s", "g", "0");
      await near.append("s", numbered(5));
      const read = await near.readNew(at("c"), READ);
      expect((await far.claimIdle(at("d"), sec(600), 10, BEGINNING)).entries).toEqual([]);
      await near.trim({ stream: "s", maxLength: 4, approximate: false });
      await sleep(30);
      const first = await far.claimIdle(at("d"), ms(10), 2, BEGINNING);
      expect([values(first.entries), first.vanished.map(idOf)]).toEqual([["1"], [idOf(read[0]!)]]);
      const rest = await far.claimIdle(at("d"), ms(10), 10, first.cursor);
      expect([values(rest.entries), idOf(rest.cursor)]).toEqual([["2", "3", "4"], "0-0"]);
      expect(values(await far.readPending(at("d"), 10, BEGINNING))).toEqual(["1", "2", "3", "4"]);
    },
  );

  law("trimming to a length or an id returns how many went", async ({ near }) => {
    await near.createGroup("s", "g", "0");
    await near.append("s", numbered(6));
    const entries = await near.readNew(at("c"), READ);
    expect(await near.trim({ stream: "s", maxLength: 4, approximate: false })).toBe(2);
    expect(await near.trim({ stream: "s", minId: entries[3]!, approximate: false })).toBe(1);
    expect(await near.trim({ stream: "s", maxLength: 1, approximate: true, limit: 1 })).toBe(0);
    expect(idOf((await near.firstId("s"))!)).toBe(idOf(entries[3]!));
  });

  law("what is missing is an error of its own kind or nothing, never an empty success by mistake", async ({ near }) => {
    expect(await kindOf(near.readNew(at("c"), READ))).toBe("missing");
    expect(await kindOf(near.readPending(at("c"), 10, BEGINNING))).toBe("missing");
    expect(await kindOf(near.claimIdle(at("c"), 0, 10, BEGINNING))).toBe("missing");
    expect([await near.length("s"), await near.firstId("s"), await near.groups("s")]).toEqual([0, undefined, []]);
    expect(await near.acknowledge("s", "g", [BEGINNING])).toBe(0);
  });

  law("the oldest ids come in order, from any id on, and as many as were asked for", async ({ near }) => {
    expect([await near.firstIds("s", 3), await near.firstId("s", BEGINNING)]).toEqual([[], undefined]);
    await near.createGroup("s", "g", "0");
    await near.append("s", numbered(4));
    const ids = (await near.readNew(at("c"), READ)).map(idOf);
    expect((await near.firstIds("s", 2)).map(idOf)).toEqual(ids.slice(0, 2));
    expect((await near.firstIds("s", 10)).map(idOf)).toEqual(ids);
    expect(idOf((await near.firstId("s", nextEntryId(parseEntryId(ids[1]!))))!)).toBe(ids[2]);
    expect(await near.firstId("s", nextEntryId(parseEntryId(ids[3]!)))).toBeUndefined();
  });

  law("a stream is made empty and without a group, once", async ({ near, far }) => {
    expect([await near.createStream("s"), await far.createStream("s")]).toEqual(["created", "exists"]);
    expect(await far.streamInfo("s")).toEqual({ length: 0, first: undefined, last: BEGINNING, groups: 0 });
    await near.append("s", numbered(1));
    expect([await far.createStream("s"), await far.length("s"), await far.groups("s")]).toEqual(["exists", 1, []]);
  });

  law(
    "what is known of a stream: its length, its ends, also of what is gone, and its groups",
    async ({ near, far }) => {
      expect(await near.streamInfo("s")).toBeUndefined();
      await near.createGroup("s", "g", "0");
      await near.createGroup("s", "h", "0");
      await near.append("s", numbered(3));
      const [first, , last] = await near.readNew(at("c"), READ);
      const info = await far.streamInfo("s");
      expect({ ...info, first: idOf(info!.first!), last: idOf(info!.last) }).toEqual({
        length: 3, first: idOf(first!), last: idOf(last!), groups: 2,
      });
      await near.trim({ stream: "s", maxLength: 0, approximate: false });
      const emptied = await far.streamInfo("s");
      expect({ ...emptied, last: idOf(emptied!.last) }).toEqual({
        length: 0, first: undefined, last: idOf(last!), groups: 2,
      });
    },
  );

  law("a group that is destroyed is gone with what was pending, and others stay", async ({ near, far }) => {
    await near.createGroup("s", "g", "0");
    await near.createGroup("s", "h", "0");
    await near.append("s", numbered(2));
    await near.readNew(at("c"), READ);
    expect([await far.destroyGroup("s", "g"), await far.destroyGroup("s", "g")]).toEqual([true, false]);
    expect(await kindOf(near.readNew(at("c"), READ))).toBe("missing");
    expect((await far.groups("s")).map(({ group }) => group)).toEqual(["h"]);
    expect(await far.createGroup("s", "g", "0")).toBe("created");
    expect([await near.readPending(at("c"), 10, BEGINNING), values(await near.readNew(at("c"), READ))]).toEqual([
      [], ["0", "1"],
    ]);
  });

  law(
    "a group that is moved goes on behind the id, back or forth, and what is pending stays so",
    async ({ near, far }) => {
      await near.createGroup("s", "g", "0");
      await near.append("s", numbered(4));
      const read = await near.readNew(at("c"), { ...READ, count: 2 });
      await far.moveGroup("s", "g", read[0]!);
      expect(values(await near.readNew(at("d"), { ...READ, count: 1 }))).toEqual(["1"]);
      const [, , , last] = await far.firstIds("s", 4);
      await far.moveGroup("s", "g", last!);
      expect(await near.readNew(at("d"), READ)).toEqual([]);
      expect(values(await near.readPending(at("c"), 10, BEGINNING))).toContain("0");
    },
  );

  law(
    "a stream that is deleted is gone with its groups, and with its producers' marks only if that was asked for",
    async ({ near, far }) => {
      expect(await near.takeEpoch("s", "p")).toBe(1);
      await near.createGroup("s", "g", "0");
      await near.append("s", numbered(1), { fence: { producer: "p", epoch: 1, sequence: 1 } });
      expect([await far.deleteStream("s"), await far.deleteStream("s")]).toEqual([true, false]);
      expect([await near.streamInfo("s"), await near.groups("s"), await kindOf(near.readNew(at("c"), READ))]).toEqual([
        undefined, [], "missing",
      ]);
      expect(await near.takeEpoch("s", "p")).toBe(2);
      expect(await near.createStream("s")).toBe("created");
      expect(await far.deleteStream("s", { marks: true })).toBe(true);
      expect(await near.takeEpoch("s", "p")).toBe(1);
    },
  );

  law("what is to be done to a stream or group that is missing is refused as missing", async ({ near }) => {
    expect(await kindOf(near.destroyGroup("s", "g"))).toBe("missing");
    expect(await kindOf(near.moveGroup("s", "g", BEGINNING))).toBe("missing");
    await near.createStream("s");
    expect(await near.destroyGroup("s", "g")).toBe(false);
    expect(await kindOf(near.moveGroup("s", "g", BEGINNING))).toBe("missing");
  });

  law("what is no stream is refused, and not taken for a missing one", async ({ near }) => {
    await near.takeEpoch("s", "p");
    const other = "s:producers";
    const asked = [
      near.createGroup(other, "g", "0"), near.readPending({ ...at("c"), stream: other }, 1, BEGINNING),
      near.length(other), near.firstIds(other, 1), near.firstId(other), near.streamInfo(other), near.groups(other),
      near.destroyGroup(other, "g"), near.moveGroup(other, "g", BEGINNING),
      near.trim({ stream: other, maxLength: 1, approximate: false }),
    ];
    expect(await Promise.all(asked.map(kindOf))).toEqual(asked.map(() => "refused"));
  });

  law(
    "epochs of a producer grow, each producer and stream has its own, and an earlier life is fenced",
    async ({ near, far }) => {
      expect([
        await near.takeEpoch("s", "p"), await far.takeEpoch("s", "p"), await far.takeEpoch("s", "q"),
        await far.takeEpoch("t", "p"),
      ]).toEqual([1, 2, 1, 1]);
      const fenced = (epoch: number, sequence: number, count: number) =>
        near.append("s", numbered(count), { fence: { producer: "p", epoch, sequence } });
      expect((await fenced(1, 1, 1)).refused?.kind).toBe("fenced");
      expect(await fenced(2, 1, 2)).toEqual({ applied: 2, refused: undefined });
      expect(await fenced(2, 2, 2)).toEqual({ applied: 2, refused: undefined });
      expect(await near.length("s")).toBe(3);
    },
  );

  law(
    "a tail reads every stream behind its cursor, waits for what comes, and leaves groups as they are",
    async ({ near, tail, sleep }) => {
      expect(idOf(await tail.lastId("s"))).toBe("0-0");
      await near.createGroup("s", "g", "0");
      await near.append("s", numbered(3));
      await near.append("t", numbered(1));
      const cursors = ["s", "none", "t"].map((stream) => ({ stream, after: BEGINNING }));
      const found = await tail.readAfter(cursors, { count: 2, block: 0 });
      expect(found.map(([stream, entries]) => [stream, values(entries)])).toEqual([["s", ["0", "1"]], ["t", ["0"]]]);
      const last = await tail.lastId("s");
      expect(await tail.readAfter([{ stream: "s", after: last }], { count: 2, block: ms(20) })).toEqual([]);
      const waiting = tail.readAfter([{ stream: "s", after: last }], { count: 2, block: sec(4) });
      await sleep(30);
      await near.append("s", numbered(1));
      expect((await waiting).map(([stream, entries]) => [stream, values(entries)])).toEqual([["s", ["0"]]]);
      expect(await near.groups("s")).toMatchObject([{ group: "g", pending: 0, lag: 4 }]);
    },
  );
}
