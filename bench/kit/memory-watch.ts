import { readFileSync } from "node:fs";

const MEGABYTE = 1_024 * 1_024;

/**
 * Samples a process's resident memory from outside, so that a child that never yields is seen too. Linux only: reads
 * /proc.
 */
export class MemoryWatch {
  readonly #statusFile: string;
  readonly #samples: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number, everyMs: number) {
    this.#statusFile = `/proc/${pid}/status`;
    this.#timer = setInterval(() => this.#sample(), everyMs);
  }

  /** Megabytes, in order. The process must have ended, or this is what there was so far. */
  stop(): readonly number[] {
    clearInterval(this.#timer);
    return this.#samples;
  }

  #sample(): void {
    let status: string;
    try {
      status = readFileSync(this.#statusFile, "latin1");
    } catch {
      return; // it has ended
    }
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes !== undefined) this.#samples.push((Number(kilobytes) * 1_024) / MEGABYTE);
  }
}

/** The highest sample of each quarter of the time. */
export function quarterPeaks(samples: readonly number[]): readonly number[] {
  const length = samples.length / 4;
  return [0, 1, 2, 3].map((quarter) =>
    Math.max(...samples.slice(Math.floor(quarter * length), Math.ceil((quarter + 1) * length))));
}
