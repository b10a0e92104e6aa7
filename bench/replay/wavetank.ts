import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runReplay } from "../../src/harness/replay.ts";
import { createFile, openFile } from "../../src/live/files.ts";
import { liveHost } from "../../src/live/host.ts";
import { Instruments } from "../../src/market/instruments.ts";
import type { MarketEvent } from "../../src/market/event.ts";
import { formatJson } from "../../src/report/json.ts";
import { FrameSlot } from "../../src/traffic/record.ts";
import { openTraffic } from "../../src/traffic/open.ts";
import { RecordingWriter } from "../../src/traffic/recording/writer.ts";
import type { VenueSink } from "../../src/venues/adapter.ts";
import { adapterFor } from "../../src/venues/index.ts";
import type { Lane, Work } from "../kit/lane.ts";
import { recordsOf, textOf, type Session } from "../traffic/session.ts";

/** Writes the session as a recording; returns its path. */
function record(session: Session): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "wavetank-bench-replay-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = createFile(path.join(folder, "session.wtr"));
  const source = session.open();
  const writer = new RecordingWriter(file, source.header);
  for (const item of recordsOf(source)) writer.append(item);
  writer.finish();
  file.commit();
  return file.name;
}

/** As `wavetank replay FILE --json` does it: the whole bus, every oracle, the traps armed, the report as text. */
export function openReplay(session: Session): Lane {
  const recording = record(session);
  let digest: string | undefined;
  return {
    async run() {
      const file = openFile(recording);
      const { report } = await runReplay(openTraffic([file]), liveHost(), { seed: 42, path: recording });
      const text = formatJson(report);
      file.close();
      digest ??= report.digest;
      if (report.verdict !== "pass" || report.digest !== digest) throw new Error(text);
      const { trades = 0, quotes = 0 } = report.venues["BINANCE"] ?? {};
      const [book] = report.books;
      return { operations: report.input.frames, answers: answersOf({
        frames: report.input.frames, trades, quotes, bid: Number(book?.bestBid), ask: Number(book?.bestAsk),
      }) };
    },
  };
}

/** The same file to market events and no further: what tardis-dev's normalisers do. */
export function openMapping(session: Session): Lane {
  const recording = record(session);
  return {
    run() {
      const file = openFile(recording);
      const source = openTraffic([file]);
      const sink = new CountingSink();
      const adapter = adapterFor("BINANCE")?.(sink, new Instruments(), source.header.epochUnixNs);
      if (adapter === undefined) throw new Error("no adapter for BINANCE");
      let frames = 0;
      const slot = new FrameSlot();
      for (let item = source.nextInto?.(slot); item !== undefined; item = source.nextInto?.(slot)) {
        if (item.kind === "connect") adapter.connected(item.at, item.connection, item.address);
        else if (item.kind === "rest") adapter.fetched(item.at, item.url, textOf(item.bytes));
        else if (item.kind === "slot") {
          frames++;
          const verdict = adapter.receivedBytes?.(item.at, item.connection, item.bytes, item.from, item.to);
          if (verdict === undefined)
            adapter.received(item.at, item.connection, textOf(item.bytes.subarray(item.from, item.to)));
        }
      }
      file.close();
      return { operations: frames, answers: { frames, trades: sink.trades, quotes: sink.quotes } };
    },
  };
}

const answersOf = (answers: {
  readonly frames: number; readonly trades: number; readonly quotes: number; readonly bid: number; readonly ask: number;
}): NonNullable<Work["answers"]> => ({
  frames: answers.frames,
  trades: answers.trades,
  quotes: answers.quotes,
  "best bid at the end": answers.bid,
  "best ask at the end": answers.ask,
});

class CountingSink implements VenueSink {
  trades = 0;
  quotes = 0;

  event({ kind }: MarketEvent): void {
    if (kind === "trade") this.trades++;
    else if (kind === "quote") this.quotes++;
  }

  rawBook(): void {}
  gap(): void {
    throw new Error("a gap in a session without one");
  }
  resync(): void {}
  rejected(_at: number, _connection: string, _verdict: string, problem: string): void {
    throw new Error(problem);
  }
  heartbeat(): void {}
  checked(): void {}
}
