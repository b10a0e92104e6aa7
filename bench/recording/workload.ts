import type { Work } from "../kit/lane.ts";

export interface RecordedFrame {
  readonly at: number;
  readonly bytes: Buffer;
}

export interface RecordingWorkload {
  readonly name: string;
  readonly epochUnixNs: bigint;
  readonly frames: readonly RecordedFrame[];
}

/** What was read, in order. */
export class FrameLog {
  #count = 0;
  #hash = 0x811c9dc5;

  /** Touches the ends of the frame only: reading is what is measured, not hashing. */
  record(at: number, bytes: Uint8Array): void {
    this.#count++;
    const length = bytes.length;
    const mixed = Math.imul(this.#hash ^ (at | 0), 0x01000193) ^ length;
    this.#hash = Math.imul(mixed, 0x01000193) ^ (((bytes[length >> 1] ?? 0) << 8) | (bytes[length - 2] ?? 0));
  }

  work(): Work {
    return { operations: this.#count, answers: { "frames read": this.#count, "hash of frames": this.#hash } };
  }
}

const SEEKS = 16;

/** Instants all over the session, neither in order nor at its ends. */
export function seekTargets(frames: readonly RecordedFrame[]): readonly number[] {
  return Array.from({ length: SEEKS }, (_, index) => {
    const place = Math.floor((((index * 7) % SEEKS) + 0.5) * (frames.length / SEEKS));
    return frames[place]?.at ?? 0;
  });
}
