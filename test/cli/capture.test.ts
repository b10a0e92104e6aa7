import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { Priority } from "../../src/bus/priority.ts";
import { entryWriter } from "../../src/bus/wire/layout.ts";
import type { RunReport } from "../../src/harness/run-report.ts";
import { openFile } from "../../src/live/files.ts";
import { encodeEvent } from "../../src/market/event-codec.ts";
import { Aggressor } from "../../src/market/event.ts";
import { Instruments } from "../../src/market/instruments.ts";
import { decodeEntryFrame } from "../../src/traffic/bus/entry-frame.ts";
import type { TrafficRecord } from "../../src/traffic/record.ts";
import { openRecording } from "../../src/traffic/recording/reader.ts";
import { builtCli } from "../support/built-cli.ts";
import {
  capturing, endCaptures, running, SERVER_KINDS, until, untilItReads, type Bus, type Capturing,
} from "./capture-rig.ts";

let cli: ReturnType<typeof builtCli>;
let count = 0;
const open: Bus[] = [];
beforeAll(() => {
  cli = builtCli();
});
afterAll(async () => {
  endCaptures();
  for (const bus of open) await bus.stop();
});
const fresh = (): string => path.join(cli.folder, `capture-${count++}.wtr`);

function records(file: string): TrafficRecord[] {
  const input = openFile(file);
  const all: TrafficRecord[] = [];
  try {
    const reader = openRecording(input);
    for (let record = reader.next(); record !== undefined; record = reader.next()) all.push(record);
  } catch {
    // The end is cut off; what was whole has been read.
  }
  input.close();
  return all;
}

/** `stream id` of every entry, in order, of what there is of the file. */
const entries = (file: string): string[] => (existsSync(file) ? records(file) : []).flatMap((record) =>
  (record.kind === "frame" ? [`${record.connection} ${decodeEntryFrame(record.bytes).id}`] : []));
const breaks = (file: string): string[] =>
  records(file).flatMap((record) => (record.kind === "disconnect" ? [record.reason] : []));

const WRITERS = {
  v1: entryWriter("nautilus-v1", { producer: "p", epoch: 1 }),
  rust: entryWriter("nautilus-rust", { producer: "p", epoch: 1 }),
  enhanced: entryWriter("enhanced", { producer: "p", epoch: 1 }),
  packed: entryWriter("packed", { producer: "q", epoch: 1 }),
};
const KEYS = {
  v1: "trader-V1-001:stream", rust: "trader-R-001:stream:data.quotes", enhanced: "bus", packed: "bus",
} as const;
const instrument = new Instruments().register("KRAKEN", "XBT/USD", 1, 8);

/** Messages of one moment in every layout; returns how many entries and messages that makes. */
async function produce(bus: Bus, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    const trade = encodeEvent({
      kind: "trade", instrument, tsEvent: n, tsInit: n, price: 1_000 + n, size: 5, aggressor: Aggressor.buyer,
      tradeId: String(n),
    });
    const json = {
      topic: `data.quotes.BINANCE.S${n % 3}`, type: "QuoteTick", payload: Buffer.from(`{"type":"QuoteTick","n":${n}}`),
      encoding: "json",
    };
    const ours = { topic: instrument.topics.trades, type: "TradeTick", payload: trade, encoding: "msgpack" };
    const rest = { priority: Priority.HIGH, key: "k", sequence: n + 1 };
    for (const [name, message] of [["v1", json], ["rust", json], ["enhanced", ours], ["packed", ours]] as const) {
      for (const fields of WRITERS[name].write([{ ...message, ...rest }])) await bus.add(KEYS[name], fields);
    }
  }
}

// They wait most of the time, each for a server of its own.
describe.concurrent.each(SERVER_KINDS)("capture from $title", ({ isMissing, start }) => {
  const begin = async (): Promise<Bus> => {
    const bus = await start();
    open.push(bus);
    return bus;
  };
  const all = async (bus: Bus, file: string, ...words: string[]): Promise<Capturing> => {
    const run = capturing(cli, [bus.url, "--to", file, "--for", "0s", ...words]);
    await run.ended;
    return run;
  };

  test.skipIf(isMissing)(
    "takes the whole past of every stream, byte for byte, and changes nothing (needs that server)",
    async ({ expect }) => {
      const bus = await begin();
      const odd = Buffer.from([0, 255, 13, 10, 128]);
      await produce(bus, 0, 40);
      await bus.add("odd\\stream", ["a", odd, "", ""]);
      await bus.ask("SET", "text", "v");
      const before = await bus.ask("INFO", "commandstats");
      const [digest, file] = [await bus.ask("XRANGE", "bus", "-", "+"), fresh()];
      const run = await all(bus, file, "--from", "start");
      expect([await run.ended, run.stderr()]).toEqual([0, ""]);
      expect(entries(file).length).toBe(161);
      const frame = records(file).find((record) => record.kind === "frame" && record.connection === "odd\\\\stream");
      expect(
        decodeEntryFrame((frame as TrafficRecord & { kind: "frame" }).bytes).fields.map((field) =>
          Buffer.from(field).toString("latin1"),
        ),
      ).toEqual(["a", odd.toString("latin1"), "", ""]);
      const used = (stats: string): string[] =>
        [...stats.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map(([, name, calls]) => `${name} ${calls}`);
      const added = used(await bus.ask("INFO", "commandstats"))
        .filter((line) => !used(before).includes(line))
        .map((line) => line.split(" ")[0]);
      expect(
        added.filter(
          (name) =>
            !/^(xread|xinfo\|stream|xinfo|scan|time|multi|exec|select|client.*|info|xrange|hello|auth)$/.test(
              name as string,
            ),
        ),
      ).toEqual([]);
      expect(await bus.ask("XRANGE", "bus", "-", "+")).toBe(digest);
      expect(await bus.ask("XINFO", "GROUPS", "bus")).toBe("*0\r\n");
    },
  );

  test.skipIf(isMissing)(
    "killed at any moment and resumed it has every entry once, and replays to one digest (needs that server)",
    async ({ expect }) => {
      const bus = await begin();
      const file = fresh();
      await produce(bus, 0, 20);
      const stop = new AbortController();
      const producing = (async () => {
        let n = 20;
        for (; n < 200 || !stop.signal.aborted; n++) {
          await produce(bus, n, n + 1);
          await sleep(10);
        }
        return n;
      })();
      try {
        for (let life = 0; life < 3; life++) {
          const before = entries(`${file}.partial`).length;
          const run = capturing(cli, [bus.url, "--to", file, ...(life === 0 ? ["--from", "start"] : ["--resume"])]);
          await until(() => entries(`${file}.partial`).length > before);
          await sleep(life * 100);
          run.child.kill("SIGKILL");
          await run.ended;
        }
      } finally {
        stop.abort();
      }
      const produced = await producing;
      const last = await all(bus, file, "--resume");
      expect([await last.ended, last.stderr()]).toEqual([0, ""]);
      const taken = entries(file);
      expect(taken.length).toBe(4 * produced);
      expect(new Set(taken).size).toBe(4 * produced);
      expect(breaks(file)).toEqual([]);

      const ended = async (...words: string[]): Promise<Capturing> => {
        const run = running(cli, words);
        expect([await run.ended, run.stderr()]).toEqual([0, ""]);
        return run;
      };
      const report = JSON.parse((await ended("replay", file, "--json", "--seed", "1")).stdout()) as RunReport;
      const [messages, trades] = [4 * produced, 2 * produced];
      expect(report).toMatchObject({
        verdict: "pass", messages: { accepted: messages, delivered: messages, inFlight: 0, dropped: 0, refused: 0 },
      });
      expect(report.capture?.topics[instrument.topics.trades]).toEqual({
        published: trades, accepted: trades, applied: trades, counted: 0,
      });
      expect(report.capture?.topics["data.quotes.BINANCE.S0"]?.counted).toBe(2 * Math.ceil(produced / 3));
      const last10 = 1_000 + produced - 1;
      expect(report.books.find(({ instrument: id }) => id === instrument.id)?.lastTrade).toBe(
        `${Math.floor(last10 / 10)}.${last10 % 10}`,
      );
      // In several processes and ways, the same digest.
      await ended("verify", file);
      await ended("inspect", file);
      await ended("import", file, "--to", `${file}.copy`);
      expect(readFileSync(`${file}.copy`).length).toBeGreaterThan(1_000);
    },
  );

  test.skipIf(isMissing)(
    "in two goes is the same, record by record, as in one (needs that server)",
    async ({ expect }) => {
      const bus = await begin();
      const [once, twice] = [fresh(), fresh()];
      await produce(bus, 0, 10);
      await all(bus, twice, "--from", "start");
      await produce(bus, 10, 20);
      await all(bus, twice, "--resume");
      await all(bus, once, "--from", "start");
      const marks = ({ kind }: TrafficRecord): boolean => kind === "frame";
      expect(records(twice).filter(marks)).toEqual(records(once).filter(marks));
      expect(entries(once).length).toBe(80);
    },
  );

  test.skipIf(isMissing)(
    "records what was trimmed, deleted or made anew while nobody looked, and never an entry twice (needs that server)",
    async ({ expect }) => {
      const bus = await begin();
      const file = fresh();
      for (const id of ["1-1", "2-1", "3-1"])
        for (const stream of ["trimmed", "holed", "anew"]) await bus.add(stream, ["topic", "t", "payload", id], id);
      await all(bus, file, "--from", "start");
      for (const id of ["4-1", "5-1", "6-1"])
        for (const stream of ["trimmed", "holed"]) await bus.add(stream, ["topic", "t", "payload", id], id);
      await bus.ask("XTRIM", "trimmed", "MAXLEN", "1");
      await bus.ask("XDEL", "holed", "5-1");
      await bus.ask("DEL", "anew");
      await bus.add("anew", ["topic", "t", "payload", "new"], "3-0");
      const run = await all(bus, file, "--resume", "--json");
      expect(breaks(file).sort()).toEqual([
        "gap after 3-1 before 4-1: 1 entries were trimmed or deleted unread",
        "gap after 3-1 before 6-1: 2 entries were trimmed or deleted unread", "replaced after 3-1",
      ]);
      expect(entries(file).slice(9).sort()).toEqual(["anew 3-0", "holed 4-1", "holed 6-1", "trimmed 6-1"]);
      expect(JSON.parse(run.stdout())).toMatchObject({ gaps: { count: 2, entries: 3 } });
      expect(await all(bus, file, "--resume").then(({ stderr }) => stderr())).toBe("");
      expect(entries(file).length).toBe(13);
      const replay = running(cli, ["replay", file, "--json"]);
      await replay.ended;
      const { capture } = JSON.parse(replay.stdout()) as RunReport;
      expect(capture).toMatchObject({ breakCount: 3, missed: 3 });
    },
  );

  test.skipIf(isMissing)(
    "goes on by itself when the connection is cut, says so, and takes streams born later whole (needs that server)",
    async ({ expect }) => {
      const bus = await begin();
      const file = fresh();
      await bus.add("a", ["topic", "old", "payload", "0"]);
      const run = capturing(cli, [bus.url, "--to", file, "--json"]);
      await untilItReads(bus);
      await bus.add("a", ["topic", "t", "payload", "1"]);
      await bus.cut();
      await bus.add("a", ["topic", "t", "payload", "2"]);
      await bus.add("born", ["topic", "t", "payload", "3"]);
      await until(() => entries(`${file}.partial`).length === 3);
      run.child.kill("SIGINT");
      expect(await run.ended).toBe(0);
      expect(run.stderr()).toMatch(/the connection was lost \(.+\); trying again in 100 ms\nconnected again/);
      expect(entries(file).map((entry) => entry.split(" ")[0])).toEqual(["a", "a", "born"]);
      expect(JSON.parse(run.stdout())).toMatchObject({ ended: "stopped", entries: 3, reconnects: 1 });
    },
  );

  test.skipIf(isMissing)(
    "under load, trimming and deletion what was added is taken once or counted as missed (needs that server)",
    async ({ expect }) => {
      const bus = await begin();
      const file = fresh();
      const run = capturing(cli, [bus.url, "--to", file, "--stream", "short", "--stream", "gone", "--json"]);
      await untilItReads(bus);
      const burst = async (stream: string, size: number, ...trim: string[]): Promise<void> => {
        for (let n = 0; n < size; n++)
          bus.connection.send("XADD", stream, ...trim, "*", "topic", "t", "payload", String(n));
        await bus.connection.until(size);
        bus.connection.take();
      };
      for (let round = 0; round < 15; round++) {
        await burst("short", 100, "MAXLEN", "20");
        await sleep(round % 3 === 0 ? 150 : 20);
      }
      const gone = (): number => entries(`${file}.partial`).filter((entry) => entry.startsWith("gone ")).length;
      await burst("gone", 50);
      await until(() => gone() === 50);
      await bus.ask("DEL", "gone");
      await until(() => run.stderr().includes("gone: the stream was deleted"));
      await burst("gone", 30);
      await until(() => gone() === 80);
      run.child.kill("SIGINT");
      expect(await run.ended).toBe(0);
      const document = JSON.parse(run.stdout()) as {
        entries: number;
        streams: Record<string, number>;
        gaps: { entries: number };
      };
      expect((document.streams["short"] as number) + document.gaps.entries).toBe(1_500);
      expect(document.gaps.entries).toBeGreaterThan(0);
      expect(document.streams["gone"]).toBe(80);
      expect(breaks(file).filter((reason) => reason.startsWith("deleted"))).toHaveLength(1);
      expect(new Set(entries(file)).size).toBe(document.entries);
    },
  );
});
