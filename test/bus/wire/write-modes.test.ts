import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { BEGINNING } from "../../../src/bus/entry-id.ts";
import { Priority } from "../../../src/bus/priority.ts";
import { StoreError, type AppendOptions, type Fields } from "../../../src/bus/store.ts";
import { BatchSender } from "../../../src/bus/wire/batch-sender.ts";
import { EntryReader } from "../../../src/bus/wire/entry-reader.ts";
import type { Layout } from "../../../src/bus/wire/layout.ts";
import { SimRedis, SimServer } from "../../../src/redis/index.ts";
import { CONSUMER_OPTIONS, PRODUCER_OPTIONS } from "../../../src/redis/stores/client-options.ts";
import { IoredisStore } from "../../../src/redis/stores/ioredis-store.ts";
import { absence, installedReleases } from "../../redis/real/find-server.ts";
import { RealServer } from "../../redis/real/real-server.ts";

interface Rig {
  readonly store: IoredisStore;
  /** Another connection to the server. */
  readonly redis: Redis;
}

type WithServer = (body: (rig: Rig) => Promise<void>) => Promise<void>;

const onModel: WithServer = async (body) => {
  const server = new SimServer();
  const [commands, reads, redis] = [new SimRedis({ server }), new SimRedis({ server }), new SimRedis({ server })];
  await body({ store: new IoredisStore({ commands, reads }), redis });
};

/** No machine stands still for so long. */
const PATIENT = { commandTimeout: 60_000, connectTimeout: 60_000, socketTimeout: 60_000 };

const onRealServer = (binary: string): WithServer => async (body) => {
  const server = await RealServer.start(binary);
  const clients = [PRODUCER_OPTIONS, CONSUMER_OPTIONS, {}].map(
    (options) => new Redis(server.socketPath, { ...options, ...PATIENT, lazyConnect: true }),
  );
  try {
    for (const client of clients) await client.connect();
    const [commands, reads, redis] = clients as [Redis, Redis, Redis];
    await body({ store: new IoredisStore({ commands, reads }), redis });
  } finally {
    for (const client of clients) client.disconnect();
    await server.stop();
  }
};

const ENTRIES: readonly Fields[] = [
  ["topic", "é", "type", "T", "payload", Uint8Array.of(0, 255, 10, 13, 128), "encoding", "json"],
  ["topic", "", "payload", new Uint8Array(70_000).fill(200)],
  ["topic", "x".repeat(300), "payload", Uint8Array.of()],
];

const read = async (store: IoredisStore, stream = "s"): Promise<readonly Fields[]> => {
  const [[, entries] = ["", []]] = await store.readAfter([{ stream, after: BEGINNING }], { count: 10_000, block: 0 });
  return entries.map(({ fields }) => fields.map((item) => (typeof item === "string" ? item : Uint8Array.from(item))));
};
const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => "none", (error: StoreError) => `${error.kind} ${error.message}`);

function laws(name: string, withServer: WithServer, missing?: string): void {
  const law = (title: string, body: (rig: Rig) => Promise<void>): void => {
    test.skipIf(missing !== undefined)(`${name}: ${title}${missing === undefined ? "" : ` (${missing})`}`, () =>
      withServer(body),
    );
  };
  const fence = (epoch: number, sequence: number): AppendOptions => ({ fence: { producer: "p", epoch, sequence } });

  law("every mode appends the same entries, bytes as bytes", async ({ store }) => {
    for (const [stream, options] of [
      ["pipeline", {}], ["script", { mode: "script" }], ["fenced", fence(1, 1)],
    ] as const) {
      expect(await store.append(stream, ENTRIES, options)).toEqual({ applied: 3, refused: undefined });
      expect(await read(store, stream)).toEqual(ENTRIES);
    }
  });

  law("a script that the server has forgotten is sent again in full", async ({ store, redis }) => {
    await store.append("s", ENTRIES, { mode: "script" });
    await redis.script("FLUSH");
    expect(await store.append("s", ENTRIES, { mode: "script" })).toEqual({ applied: 3, refused: undefined });
    expect(await store.length("s")).toBe(6);
  });

  law("what a server refuses is refused in every mode, and nothing is applied", async ({ store, redis }) => {
    await redis.rpush("s", "no stream");
    for (const options of [{}, { mode: "script" }, fence(1, 1)] as const) {
      const { applied, refused } = await store.append("s", ENTRIES, options);
      expect([applied, refused?.kind, refused?.message]).toEqual([0, "refused", expect.stringContaining("WRONGTYPE")]);
    }
  });

  law("what a producer sends again is dropped at the server, and counts as applied", async ({ store }) => {
    const numbered = (from: number, to: number): Fields[] =>
      Array.from({ length: to - from + 1 }, (_, i) => ["n", String(from + i)]);
    expect(await store.append("s", numbered(1, 3), fence(1, 1))).toEqual({ applied: 3, refused: undefined });
    expect(await store.append("s", numbered(1, 3), fence(1, 1))).toEqual({ applied: 3, refused: undefined });
    expect(await store.append("s", numbered(2, 5), fence(1, 2))).toEqual({ applied: 4, refused: undefined });
    expect((await read(store)).map(([, value]) => value)).toEqual(["1", "2", "3", "4", "5"]);
  });

  law(
    "each start of a producer takes a greater epoch, and whoever has an earlier one is fenced from then on",
    async ({ store }) => {
      const first = await store.takeEpoch("s", "p");
      expect((await store.append("s", [["n", "1"]], fence(first, 1))).applied).toBe(1);
      const second = await store.takeEpoch("s", "p");
      expect(second).toBeGreaterThan(first);
      const { applied, refused } = await store.append("s", [["n", "late"]], fence(first, 2));
      expect([applied, refused?.kind]).toEqual([0, "fenced"]);
      expect((await store.append("s", [["n", "2"]], fence(second, 1))).applied).toBe(1);
      expect((await read(store)).map(([, value]) => value)).toEqual(["1", "2"]);
      expect(await store.takeEpoch("s", "another")).toBe(1);
    },
  );

  law("a batch whose reply was lost is sent again and stands in the stream once, packed or not", async ({ store }) => {
    for (const layout of ["nautilus-rust", "enhanced", "packed"] as const satisfies readonly Layout[]) {
      let losing = true;
      const lossy: Pick<IoredisStore, "append"> = {
        append: async (...args) => {
          const outcome = await store.append(...args);
          if (losing) throw new StoreError("unknown", "the reply was lost");
          return outcome;
        },
      };
      const sender = new BatchSender({
        store: lossy as IoredisStore, stream: layout, producer: "p", epoch: 1,
        wire: { layout, mode: "script", fenced: true },
      });
      const batch = (from: number) =>
        Array.from({ length: 5 }, (_, i) => ({
          topic: `t${from + i}`, type: "T", payload: Uint8Array.of(i), encoding: "json", priority: Priority.LOW,
          key: "k", sequence: from + i,
        }));
      for (const from of [1, 6]) {
        losing = true;
        expect(await refusal(sender.send(batch(from)))).toBe("unknown the reply was lost");
        losing = false;
        expect(sender.stored((await sender.send(batch(from))).applied)).toBe(5);
      }
      const [[, entries] = ["", []]] = await store.readAfter([{ stream: layout, after: BEGINNING }], {
        count: 100, block: 0,
      });
      const reader = new EntryReader(layout);
      expect(entries.flatMap((entry) => reader.read(entry)).map(({ topic }) => topic)).toEqual(
        Array.from({ length: 10 }, (_, i) => `t${i + 1}`),
      );
    }
  });

  law(
    "reading without a group brings what comes after each cursor, and the last id is known of streams that are empty or not there",
    async ({ store, redis }) => {
      await redis.xadd("a", "5-1", "n", "1");
      await redis.xadd("a", "5-2", "n", "2");
      await redis.xadd("b", "7-0", "n", "3");
      const found = await store.readAfter(
        [
          { stream: "a", after: { ms: 5, seq: 1 } }, { stream: "b", after: BEGINNING },
          { stream: "c", after: BEGINNING },
        ],
        { count: 10, block: 0 },
      );
      expect(found.map(([stream, entries]) => [stream, entries.map(({ fields }) => fields[1])])).toEqual([
        ["a", ["2"]], ["b", ["3"]],
      ]);
      await redis.xdel("b", "7-0");
      expect([await store.lastId("a"), await store.lastId("b"), await store.lastId("c")]).toEqual([
        { ms: 5, seq: 2 }, { ms: 7, seq: 0 }, BEGINNING,
      ]);
    },
  );
}

describe("IoredisStore", () => {
  laws("on the model", onModel);
  for (const { release, binary, title } of installedReleases()) {
    laws(`on ${title}`, onRealServer(binary as string), binary === undefined ? absence(release) : undefined);
  }
});
