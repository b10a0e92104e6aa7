import type { ByteSink, ByteSource, RecordingHeader, TrafficRecord } from "../../../src/traffic/record.ts";
import { RecordingWriter } from "../../../src/traffic/recording/writer.ts";
import { memorySource } from "../bytes/memory-source.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";

/** Bytes as an input file called `test.wtr`. */
export const fileOf = (bytes: Uint8Array, name = "test.wtr"): ByteSource => memorySource(bytes, name);

/** An output file in memory. */
export class MemorySink implements ByteSink {
  readonly name = "test.wtr";
  readonly writes: Uint8Array[] = [];

  write(bytes: Uint8Array): void {
    this.writes.push(Uint8Array.from(bytes));
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.writes));
  }
}

/** A finished recording of `records`; each list ends with a flush. */
export function record(header: RecordingHeader, ...blocks: ReadonlyArray<readonly TrafficRecord[]>): Uint8Array {
  const sink = new MemorySink();
  const writer = new RecordingWriter(sink, header);
  for (const block of blocks) {
    for (const item of block) writer.append(item);
    writer.flush();
  }
  writer.finish();
  return sink.bytes;
}

/** What can be read of a file, and the error that ended it. */
export interface Reading {
  readonly records: readonly ShownRecord[];
  readonly error: unknown;
  readonly complete: boolean | undefined;
}

export function readAll(bytes: Uint8Array): Reading {
  const records: ShownRecord[] = [];
  let complete: boolean | undefined;
  try {
    const reader = openRecording(fileOf(bytes));
    complete = reader.complete;
    for (let next = reader.next(); next !== undefined; next = reader.next()) records.push(shown(next));
    return { records, error: undefined, complete };
  } catch (error) {
    return { records, error, complete };
  }
}

/** A record whose bytes are a string, one character a byte: compared a hundred times faster than typed arrays. */
export type ShownRecord = Readonly<Record<string, unknown>>;

export function shown(item: TrafficRecord): ShownRecord {
  return "bytes" in item ? { ...item, bytes: Buffer.from(item.bytes).toString("latin1") } : { ...item };
}

export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "utf8"));
