import net from "node:net";
import fc from "fast-check";
import { Redis } from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { BEGINNING } from "../../../src/bus/entry-id.ts";
import type { StreamEntry } from "../../../src/bus/store.ts";
import { EntryReader } from "../../../src/bus/wire/entry-reader.ts";
import { EnhancedWriter } from "../../../src/bus/wire/single-layouts.ts";
import { ms } from "../../../src/kernel/time.ts";
import { SocketReads } from "../../../src/redis/live/socket-reads.ts";
import { IoredisStore } from "../../../src/redis/stores/ioredis-store.ts";
import { ReadReply } from "../../../src/redis/stores/read-reply.ts";
import { absence, installedReleases } from "../real/find-server.ts";
import { RealServer } from "../real/real-server.ts";
import { storeContract } from "./contract.ts";

const at = { stream: "s", group: "g", consumer: "c" };
const READ = { count: 10, block: 0, acknowledge: [] };
const kindOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => "fulfilled", (error: { kind: string }) => error.kind);

for (const { release, binary, title } of installedReleases()) {
  storeContract(`IoredisStore with SocketReads on ${title}`, async (body) => {
    const server = await RealServer.start(binary as string);
    const redis = new Redis(server.socketPath, { lazyConnect: true });
    const tail = new Redis(server.socketPath, { lazyConnect: true });
    const reads: SocketReads[] = [];
    const store = (): IoredisStore => {
      const groupReads = new SocketReads({
        open: () => net.connect(server.socketPath), greeting: [["SELECT", "0"]], graceMs: 60_000,
      });
      reads.push(groupReads);
      return new IoredisStore({ commands: redis, reads: redis, groupReads });
    };
    try {
      await redis.connect();
      await tail.connect();
      await body({
        near: store(), far: store(), tail: new IoredisStore({ commands: redis, reads: tail }),
        sleep: (time) => sleep(time),
      });
    } finally {
      for (const one of reads) one.close();
      redis.disconnect();
      tail.disconnect();
      await server.stop();
    }
  }, binary === undefined ? absence(release) : undefined);
}

for (const { binary, title } of installedReleases()) {
  test.skipIf(binary === undefined)(
    `what a consumer has missed is asked of the server that gives it what is new, wherever its commands go: ${title}`,
    async () => {
      const [master, replaced] = [await RealServer.start(binary as string), await RealServer.start(binary as string)];
      const [reads, commands] = [master, replaced].map(
        ({ socketPath }) => new Redis(socketPath, { lazyConnect: true }),
      ) as [Redis, Redis];
      const groupReads = new SocketReads({ open: () => net.connect(master.socketPath) });
      try {
        for (const client of [reads, commands]) {
          await client.connect();
          await client.xgroup("CREATE", "s", "g", "0", "MKSTREAM");
        }
        await reads.xadd("s", "*", "topic", "missed");
        for (const store of [
          new IoredisStore({ commands, reads }), new IoredisStore({ commands, reads, groupReads }),
        ]) {
          await store.readNew(at, READ);
          const missed = await store.readPending(at, 10, BEGINNING);
          expect(missed.map(({ fields }) => fields)).toEqual([["topic", "missed"]]);
          expect(await store.readPending(at, 10, missed[0]!, missed)).toEqual([]);
          await reads.xadd("s", "*", "topic", "missed");
        }
      } finally {
        groupReads.close();
        reads.disconnect();
        commands.disconnect();
        await Promise.all([master.stop(), replaced.stop()]);
      }
    },
  );
}

describe("a reply", () => {
  const bulk = (text: string | Uint8Array): Buffer =>
    Buffer.concat([Buffer.from(`$${Buffer.byteLength(text)}\r\n`), Buffer.from(text as string), Buffer.from("\r\n")]);
  const replyOf = (entries: readonly (readonly [string, readonly (string | Uint8Array)[]])[]): Buffer =>
    Buffer.concat([
      Buffer.from(":3\r\n"), Buffer.from("*1\r\n*2\r\n"), bulk("s"), Buffer.from(`*${entries.length}\r\n`),
      ...entries.flatMap(([id, fields]) => [
        Buffer.from("*2\r\n"), bulk(id), Buffer.from(`*${fields.length}\r\n`),
        ...fields.map(bulk),
      ]),
    ]);
  const id = fc
    .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
    .map(([time, seq]) => `${time}-${seq}`);
  const pair = fc.oneof(
    fc.tuple(fc.constantFrom("topic", "é", ""), fc.string({ unit: "grapheme", maxLength: 40 })),
    fc.tuple(fc.constant("payload"), fc.uint8Array({ maxLength: 60 })),
  );
  const entry = fc.tuple(id, fc.array(pair, { maxLength: 16 }).map((pairs) => pairs.flat()));

  test("is read the same however it is cut into chunks", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), fc.array(fc.nat(400), { maxLength: 8 }), (entries, cuts) => {
        const bytes = replyOf(entries);
        const reply = new ReadReply(new Set(["payload"]));
        reply.expect(1);
        const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
        const pushed = places.slice(1).map((to, i) => reply.push(bytes.subarray(places[i], to)));
        expect(pushed.slice(0, -1).filter((_, i) => places[i + 1] !== bytes.length)).toEqual(
          pushed
            .slice(0, -1)
            .filter((_, i) => places[i + 1] !== bytes.length)
            .map(() => undefined),
        );
        const read = pushed.find((found) => found !== undefined) ?? [];
        expect(
          read.map(({ ms: time, seq, fields }) => [
            `${time}-${seq}`, fields.map((item) => (typeof item === "string" ? item : Uint8Array.from(item))),
          ]),
        ).toEqual(entries);
      }),
    );
  });

  test("of the enhanced layout, or of what is nearly so, gives the messages and the fields that its words say", () => {
    const text = fc.oneof(
      fc.constantFrom("data.trades.A", "data.trades.B", "é"), fc.string({ unit: "grapheme", maxLength: 20 }),
    );
    const number = fc.oneof(fc.nat(99), fc.constantFrom(999_999_999_999_999, 2 ** 53 - 1, 2 ** 53)).map(String);
    const origin = fc
      .tuple(
        fc.oneof(number, fc.constantFrom("", "01", "-1", "x")), number, fc.constantFrom("0", "3", "4", "00", ""), text,
      )
      .map((parts) => parts.join("-"));
    const name = (usual: string) =>
      fc.oneof(
        { weight: 30, arbitrary: fc.constant(usual) },
        { weight: 1, arbitrary: fc.constantFrom("other", "topic", "key") },
      );
    const words = fc.tuple(
      name("topic"), text, name("type"), text, name("payload"), fc.uint8Array({ maxLength: 40 }), name("encoding"),
      text, name("origin"), origin, name("key"), text,
    );
    const fieldsOf = (entries: readonly (readonly [string, readonly (string | Uint8Array)[]])[]) =>
      entries.map(([, fields]) =>
        fields.map((item, place) =>
          place % 2 === 0 || fields[place - 1] === "payload"
            ? item
            : String(typeof item === "string" ? item : Buffer.from(item).toString("utf8")),
        ),
      );
    const readable = ({ message, ...entry }: StreamEntry, isByFields: boolean): unknown => {
      try {
        const { entry: at, ...rest } = new EntryReader("s").readSingle(
          isByFields ? entry : { ...entry, ...(message === undefined ? {} : { message }) },
        );
        return [at.ms, at.seq, { ...rest, payload: [...rest.payload] }];
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(id, words), { minLength: 1, maxLength: 4 }), fc.nat(400), (entries, cut) => {
        const bytes = replyOf(entries);
        const reply = new ReadReply(new Set(["payload"]));
        reply.expect(1);
        const read =
          [bytes.subarray(0, cut % bytes.length), bytes.subarray(cut % bytes.length)]
            .map((chunk) => reply.push(chunk))
            .at(-1) ?? [];
        expect(
          read.map(({ fields }) => fields.map((item) => (typeof item === "string" ? item : Uint8Array.from(item)))),
        ).toEqual(fieldsOf(entries));
        for (const { ms: time, seq, fields, message } of read) {
          const entry = { ms: time, seq, fields, ...(message === undefined ? {} : { message }) };
          expect(readable(entry, false)).toEqual(readable(entry, true));
        }
      }),
    );
  });

  test("of what the enhanced layout's writer wrote is a message without a look at its fields", () => {
    const sent = {
      topic: "data.trades.A", type: "TradeTick", payload: Uint8Array.of(13, 10, 255), encoding: "msgpack", priority: 1,
      key: "A", sequence: 41,
    } as const;
    const reply = new ReadReply(new Set(["payload"]));
    reply.expect(1);
    const [entry] =
      reply.push(replyOf([["5-1", new EnhancedWriter({ producer: "a-b", epoch: 7 }).fields(sent)]])) ?? [];
    expect({ ...entry?.message }).toMatchObject({ ...sent, producer: "a-b", epoch: 7 });
  });

  test("larger than a chunk, or one entry larger than many, is read the same", () => {
    const large = Uint8Array.from({ length: 700_000 }, (_, i) => i & 255);
    const bytes = replyOf([
      ["1-1", ["topic", "a", "payload", large]], ["1-2", ["topic", "b", "payload", large.subarray(5)]],
    ]);
    const reply = new ReadReply(new Set(["payload"]));
    reply.expect(1);
    let read: readonly StreamEntry[] | undefined;
    for (let from = 0; from < bytes.length; from += 65_536) read = reply.push(bytes.subarray(from, from + 65_536));
    expect(
      read?.map(({ fields }) => Buffer.compare(fields[3] as Uint8Array, large.subarray(fields[1] === "a" ? 0 : 5))),
    ).toEqual([0, 0]);
  });

  test("that is an error is that error, and what is no such reply is unknown", () => {
    for (const [text, kind] of [
      ["-NOGROUP No such key 's'\r\n", "missing"], ["-OOM no\r\n", "refused"], [":5\r\n", "unknown"],
      ["*-1\r\n:1\r\n", "unknown"], ["?\r\n", "unknown"],
    ] as const) {
      const reply = new ReadReply(new Set());
      reply.expect(0);
      expect(() => reply.push(Buffer.from(text))).toThrow(expect.objectContaining({ kind }));
    }
  });
});

describe("a connection", () => {
  /** A server that does to each connection what the next of `acts` says, and the last of them to all that follow. */
  const serving = async (
    acts: readonly ((socket: net.Socket) => void)[], body: (reads: SocketReads) => Promise<void>, graceMs = 60_000,
  ): Promise<void> => {
    let accepted = 0;
    const sockets: net.Socket[] = [];
    const server = net.createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => {});
      acts[Math.min(accepted++, acts.length - 1)]?.(socket);
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const reads = new SocketReads({
      open: () => net.connect((server.address() as net.AddressInfo).port, "127.0.0.1"), graceMs,
    });
    try {
      await body(reads);
    } finally {
      reads.close();
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  };
  const empty = (socket: net.Socket): void => void socket.on("data", () => socket.write("*-1\r\n"));

  test("that breaks ends the read as unknown, and the next read has another one", () =>
    serving([(socket) => socket.destroy(), empty], async (reads) => {
      expect(await kindOf(reads.readNew(at, READ))).toBe("unknown");
      expect(await reads.readNew(at, READ)).toEqual([]);
    }));

  test("that says nothing is given up when the time to block and to answer is over", () =>
    serving(
      [() => {}, empty],
      async (reads) => {
        expect(await kindOf(reads.readNew(at, { ...READ, block: ms(20) }))).toBe("unknown");
        // A machine that stands still for the grace lets this one be given up too: then the one after it is answered.
        while ((await kindOf(reads.readNew(at, READ))) !== "fulfilled");
      },
      60,
    ));

  test("carries one read at a time, in the order they were asked for", () => serving([empty], async (reads) => {
    expect(await Promise.all([reads.readNew(at, READ), reads.readNew(at, READ)])).toEqual([[], []]);
  }));
});
