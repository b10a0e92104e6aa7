import { gunzipSync, gzipSync } from "node:zlib";
import type { Lane } from "../kit/lane.ts";
import { FrameLog, seekTargets, type RecordingWorkload } from "./workload.ts";

const BEFORE_AT = `{"at":`;
const BEFORE_FRAME = `,"frame":`;
const AFTER_FRAME = "}\n";
const NEWLINE = 10;
const COMMA = 44;

/** JSON lines around the frames as they are, compressed as a whole by zlib's native code, at its default level. */
function write({ frames }: RecordingWorkload): Buffer {
  const parts = frames.flatMap(({ at, bytes }) => [
    Buffer.from(`${BEFORE_AT}${at}${BEFORE_FRAME}`, "latin1"), bytes, Buffer.from(AFTER_FRAME, "latin1"),
  ]);
  return gzipSync(Buffer.concat(parts), { level: 6 });
}

/** Calls `visit` with the limits of every line until it returns false. */
function forEachLine(text: Buffer, visit: (from: number, to: number) => boolean | void): void {
  for (let from = 0; from < text.length; ) {
    const to = text.indexOf(NEWLINE, from);
    if (to < 0 || visit(from, to) === false) return;
    from = to + 1;
  }
}

const atOf = (text: Buffer, from: number, comma: number): number =>
  Number(text.toString("latin1", from + BEFORE_AT.length, comma));

export function openWriter(workload: RecordingWorkload): Lane {
  return {
    run() {
      const file = write(workload);
      return { operations: workload.frames.length, bytes: file.length };
    },
  };
}

/** Cuts the frames out of their lines without parsing them. */
export function openReader(workload: RecordingWorkload): Lane {
  const file = write(workload);
  return {
    run() {
      const log = new FrameLog();
      const text = gunzipSync(file);
      forEachLine(text, (from, to) => {
        const comma = text.indexOf(COMMA, from);
        log.record(atOf(text, from, comma), text.subarray(comma + BEFORE_FRAME.length, to - 1));
      });
      return log.work();
    },
  };
}

/** What JSON lines are usually read with. */
export function openParser(workload: RecordingWorkload): Lane {
  const file = write(workload);
  return {
    run() {
      let count = 0;
      const text = gunzipSync(file);
      forEachLine(text, (from, to) => {
        const line = JSON.parse(text.toString("utf8", from, to)) as { readonly at: number; readonly frame: object };
        if (line.at >= 0) count++;
      });
      return { operations: count, answers: { "frames read": count } };
    },
  };
}

/** A gzip stream cannot be entered in the middle: inflate, then look for the first line that is not before. */
export function openSeeker(workload: RecordingWorkload): Lane {
  const file = write(workload);
  const targets = seekTargets(workload.frames);
  return {
    run() {
      const log = new FrameLog();
      for (const target of targets) {
        const text = gunzipSync(file);
        forEachLine(text, (from, to) => {
          const comma = text.indexOf(COMMA, from);
          const at = atOf(text, from, comma);
          if (at < target) return true;
          log.record(at, text.subarray(comma + BEFORE_FRAME.length, to - 1));
          return false;
        });
      }
      return log.work();
    },
  };
}
