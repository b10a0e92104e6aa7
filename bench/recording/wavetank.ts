import { openRecording } from "../../src/traffic/recording/reader.ts";
import { RecordingWriter } from "../../src/traffic/recording/writer.ts";
import type { ByteSource, RecordingHeader, TrafficRecord } from "../../src/traffic/record.ts";
import type { Lane } from "../kit/lane.ts";
import { FrameLog, seekTargets, type RecordedFrame, type RecordingWorkload } from "./workload.ts";

const headerOf = (workload: RecordingWorkload): RecordingHeader => ({
  version: 1,
  epochUnixNs: workload.epochUnixNs,
  sources: [{ venue: "BINANCE", config: "" }],
  origin: `benchmark of ${workload.name}`,
});

const recordOf = ({ at, bytes }: RecordedFrame): TrafficRecord =>
  ({ kind: "frame", at, source: 0, connection: "ws.1", bytes, binary: false });

function write(workload: RecordingWorkload): Buffer {
  const chunks: Uint8Array[] = [];
  const writer = new RecordingWriter({ name: "memory", write: (bytes) => void chunks.push(bytes) }, headerOf(workload));
  for (const frame of workload.frames) writer.append(recordOf(frame));
  writer.finish();
  return Buffer.concat(chunks);
}

const inMemory = (file: Buffer): ByteSource => ({
  name: "memory",
  size: file.length,
  read: (offset, into) => file.copy(into, 0, offset, Math.min(file.length, offset + into.length)),
});

export function openWriter(workload: RecordingWorkload): Lane {
  return {
    run() {
      const file = write(workload);
      return { operations: workload.frames.length, bytes: file.length };
    },
  };
}

export function openReader(workload: RecordingWorkload): Lane {
  const source = inMemory(write(workload));
  return {
    run() {
      const log = new FrameLog();
      const reader = openRecording(source);
      for (let record = reader.next(); record !== undefined; record = reader.next()) {
        if (record.kind === "frame") log.record(record.at, record.bytes);
      }
      return log.work();
    },
  };
}

export function openSeeker(workload: RecordingWorkload): Lane {
  const reader = openRecording(inMemory(write(workload)));
  const targets = seekTargets(workload.frames);
  return {
    run() {
      const log = new FrameLog();
      for (const at of targets) {
        reader.seek(at);
        const record = reader.next();
        if (record?.kind === "frame") log.record(record.at, record.bytes);
      }
      return log.work();
    },
  };
}
