import { expect, test } from "vitest";
import { formatEntryId, type EntryId } from "../../../src/bus/entry-id.ts";
import { BEGINNING, isAfter } from "../../../src/bus/entry-id.ts";
import { Priority } from "../../../src/bus/priority.ts";
import { StoreError, type Fields, type StreamEntry, type StreamTail } from "../../../src/bus/store.ts";
import { entryWriter, type Layout } from "../../../src/bus/wire/layout.ts";
import { ExternalStreams, type ExternalProbe, type ExternalStream } from "../../../src/bus/wire/external-streams.ts";
import { ms } from "../../../src/kernel/time.ts";
import { simulated } from "../../support/simulated.ts";

/** Streams in memory, and a reader over them. */
function rig(streams: readonly ExternalStream[], own: readonly string[] = []) {
  const world = simulated();
  const kept = new Map<string, StreamEntry[]>();
  let failing = false;
  const last = (stream: string): EntryId => kept.get(stream)?.at(-1) ?? BEGINNING;
  const store: StreamTail = {
    async readAfter(cursors, { count, block }) {
      await world.clock.sleep(ms(1), "read");
      if (failing) throw new StoreError("unknown", "away");
      const found = cursors
        .map(
          ({ stream, after }) =>
            [stream, (kept.get(stream) ?? []).filter((entry) => isAfter(entry, after)).slice(0, count)] as const,
        )
        .filter(([, entries]) => entries.length > 0);
      if (found.length === 0) await world.clock.sleep(block, "block");
      return found;
    },
    lastId: async (stream) => last(stream),
  };
  const taken: string[] = [];
  const log: string[] = [];
  const probe: ExternalProbe = {
    echo: (stream, { topic }) => void log.push(`echo ${stream} ${topic}`),
    unreadable: (stream, entry) => void log.push(`unreadable ${stream} ${formatEntryId(entry)}`),
    handlerFailed: (stream, { topic }, error) => void log.push(`failed ${stream} ${topic} ${String(error)}`),
    storeFailed: () => void log.push("store failed"),
    rewound: (stream, cursor, to) => void log.push(`rewound ${stream} ${formatEntryId(cursor)} ${formatEntryId(to)}`),
  };
  const external = new ExternalStreams({
    streams, store, clock: world.clock, probe, own: new Set(own),
    handler: ({ topic }, stream) => {
      if (topic === "bad") throw new Error("no");
      taken.push(`${stream} ${topic}`);
    },
  });
  const add = (stream: string, seq: number, fields: Fields): void =>
    void kept.set(stream, [...(kept.get(stream) ?? []), { ms: 1, seq, fields }]);
  const publish = (
    stream: string, seq: number, layout: Layout, producer: string,
    ...topics: readonly string[]
  ): void => {
    const messages = topics.map((topic, i) => ({
      topic, type: "T", payload: Buffer.of(1), encoding: "json", priority: Priority.NORMAL, key: topic,
      sequence: seq + i,
    }));
    entryWriter(layout, { producer, epoch: 1 })
      .write(messages)
      .forEach((fields, i) => add(stream, seq + i, fields));
  };
  const at = (instant: number, act: () => void): void => void world.scheduler.at(instant, 0, act);
  const run = (script: () => void, until = ms(3_000)): Promise<void> => world.run(undefined, () => {
    script();
    external.start().catch(world.fail);
    at(until, () => external.stop());
  });
  return { external, run, at, publish, add, kept, taken, log, fail: (on: boolean) => void (failing = on) };
}

test("what this bus has published itself is not taken; everybody else's is, of every layout", async () => {
  const { run, publish, taken, log } = rig(
    [{ stream: "a", after: BEGINNING }, { stream: "b", after: BEGINNING }],
    ["me"],
  );
  await run(() => {
    publish("a", 1, "enhanced", "me", "mine");
    publish("a", 2, "enhanced", "you", "yours");
    publish("a", 3, "packed", "me", "mine too", "mine as well");
    publish("b", 1, "nautilus-v1", "", "nautilus");
    publish("b", 2, "packed", "you", "two", "three");
  });
  expect(taken).toEqual(["a yours", "b nautilus", "b two", "b three"]);
  expect(log).toEqual(["echo a mine", "echo a mine too", "echo a mine as well"]);
});

test("a stream called like a producer of ours is no echo: its messages have no origin", async () => {
  const { run, publish, taken } = rig([{ stream: "me", after: BEGINNING }], ["me"]);
  await run(() => publish("me", 1, "nautilus-rust", "", "theirs"));
  expect(taken).toEqual(["me theirs"]);
});

test("reading begins where it was told to, for each stream, and goes on from the cursors after a restart", async () => {
  const first = rig([{ stream: "a", after: { ms: 1, seq: 1 } }, { stream: "b", after: "newest" }]);
  await first.run(() => {
    for (const stream of ["a", "b"])
      [1, 2].forEach((seq) => first.publish(stream, seq, "enhanced", "you", `old${seq}`));
    first.at(ms(500), () => ["a", "b"].forEach((stream) => first.publish(stream, 3, "enhanced", "you", "new")));
  });
  expect(first.taken).toEqual(["a old2", "a new", "b new"]);
  expect(first.external.cursors).toEqual(["a", "b"].map((stream) => ({ stream, after: { ms: 1, seq: 3 } })));
  const second = rig(first.external.cursors);
  await second.run(() => [2, 3, 4].forEach((seq) => second.publish("a", seq, "enhanced", "you", `${seq}`)));
  expect(second.taken).toEqual(["a 4"]);
});

test("an entry that carries no message and a handler that fails are reported, and reading goes on", async () => {
  const { run, add, publish, taken, log } = rig([{ stream: "a", after: BEGINNING }]);
  await run(() => {
    add("a", 1, ["what", "is this"]);
    publish("a", 2, "enhanced", "you", "bad");
    publish("a", 3, "enhanced", "you", "good");
  });
  expect(log).toEqual(["unreadable a 1-1", "failed a bad Error: no"]);
  expect(taken).toEqual(["a good"]);
});

test("while the store is away nothing is lost, and a stream that lost its tail in a failover is read on from its end", async () => {
  const { run, at, publish, kept, taken, log, fail } = rig([
    { stream: "a", after: BEGINNING }, { stream: "b", after: BEGINNING },
  ]);
  await run(() => {
    for (const stream of ["a", "b"]) [1, 2, 3].forEach((seq) => publish(stream, seq, "enhanced", "you", `${seq}`));
    at(ms(500), () => {
      fail(true);
      kept.set("a", kept.get("a")!.slice(0, 1));
      publish("b", 4, "enhanced", "you", "4");
    });
    at(ms(900), () => fail(false));
    at(ms(1_500), () => publish("a", 2, "enhanced", "you", "2 anew"));
  });
  expect(log).toContain("rewound a 1-3 1-1");
  expect(taken).toEqual(["a 1", "a 2", "a 3", "b 1", "b 2", "b 3", "b 4", "a 2 anew"]);
});
