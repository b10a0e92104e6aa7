import process from "node:process";
import { setImmediate } from "node:timers/promises";
import { createFile } from "../live/files.ts";
import type { TrafficRecord, TrafficSource } from "../traffic/record.ts";
import { RecordingWriter } from "../traffic/recording/writer.ts";

export interface Written {
  readonly records: number;
  readonly frames: number;
}

const RECORDS_A_TURN = 5_000;

/**
 * Writes all of `source` to `path`. The file takes its name only when it is whole; an error or Ctrl-C leaves nothing.
 */
export async function writeRecording(
  source: TrafficSource, path: string, onProgress: (records: number) => void,
): Promise<Written> {
  const file = createFile(path);
  const interrupted = (): never => {
    file.abort();
    process.exit(130);
  };
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    const writer = new RecordingWriter(file, source.header);
    let records = 0;
    let frames = 0;
    for (let record: TrafficRecord | undefined = source.next(); record !== undefined; record = source.next()) {
      writer.append(record);
      records++;
      if (record.kind === "frame") frames++;
      if (records % RECORDS_A_TURN === 0) {
        onProgress(records);
        // A turn of the event loop, or a signal would not be heard before the end.
        await setImmediate();
      }
    }
    writer.finish();
    file.commit();
    return { records, frames };
  } catch (error) {
    file.abort();
    throw error;
  } finally {
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
  }
}
