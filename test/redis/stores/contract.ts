import { expect, test } from "vitest";
import { BEGINNING, formatEntryId, isAfter, type EntryId } from "../../../src/bus/entry-id.ts";
import type { Fields, StoreError, StreamEntry, StreamStore } from "../../../src/bus/store.ts";
import { ms, sec } from "../../../src/kernel/time.ts";

/** Stores of two nodes on one server, empty at the start, in the time in which they live. */
export interface StoreRig {
  readonly near: StreamStore;
  readonly far: StreamStore;
  sleep(ms: number): Promise<void>;
}

/** Makes a rig, runs the body on it to its end, and takes it down. */
export type WithStores = (body: (rig: StoreRig) => Promise<void>) => Promise<void>;

const READ = { count: 10, block: 0, acknowledge: [] };
const at = (consumer: string) => ({ stream: "s", group: "g", consumer });
const numbered = (count: number): readonly Fields[] => Array.from({ length: count }, (_, index) => ["n", String(index)]);
const values = (entries: readonly StreamEntry[]): unknown[] => entries.map(({ fields }) => fields[1]);
const idOf = ({ ms: millisecond, seq }: EntryId): string => formatEntryId({ ms: millisecond, seq });
const kindOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "fulfilled", (error: StoreError) => error.kind);

/** What every StreamStore owes the bus. `missing` says why the store cannot be had here: its laws are left out. */
export function storeContract(name: string, withStores: WithStores, missing?: string): void {
  const law = (title: string, body: (rig: StoreRig) => Promise<void>): void => {
    test.skipIf(missing !== undefined)(`${name}: ${title}${missing === undefined ? "" : ` (${missing})`}`, () => withStores(body));
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

  law("a read that waits is answered when an entry comes, and empty when its time is over", async ({ near, far, sleep }) => {
    await near.createGroup("s", "g", "0");
    const waiting = far.readNew(at("c"), { ...READ, block: sec(4) });
    await sleep(30);
    await near.append("s", numbered(2));
    expect(values(await waiting)).toEqual(["0", "1"].slice(0, (await waiting).length));
    expect((await waiting).length).toBeGreaterThan(0);
    await far.readNew(at("c"), READ);
    expect(await far.readNew(at("c"), { ...READ, block: ms(30) })).toEqual([]);
  });

  law("a read acknowledges what came before, in the same round trip", async ({ near }) => {
    await near.createGroup("s", "g", "0");
    await near.append("s", numbered(3));
    const first = await near.readNew(at("c"), { ...READ, count: 2 });
    expect(values(await near.readNew(at("c"), { ...READ, acknowledge: first }))).toEqual(["2"]);
    expect(values(await near.readPending(at("c"), 10, BEGINNING))).toEqual(["2"]);
    expect(await near.acknowledge("s", "g", first)).toBe(0);
    expect(await near.acknowledge("s", "g", [])).toBe(0);
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

  law("claiming takes over what is idle, says what has vanished, and walks on with its cursor", async ({ near, far, sleep }) => {
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
  });

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
}
