import { readFileSync } from "node:fs";

/** Nanoseconds since some fixed point, on three clocks. */
export interface CpuReading {
  /** On-CPU time of the calling thread: waiting for a busy machine does not count, nor do helper threads. */
  readonly thread: number;
  /** On-CPU time of all threads of the process: collectors, compilers and the zlib pool included. */
  readonly process: number;
  readonly wall: number;
}

const SCHEDSTAT = "/proc/thread-self/schedstat";

const hasSchedstat = ((): boolean => {
  try {
    return Number(readFileSync(SCHEDSTAT, "latin1").split(" ")[0]) >= 0;
  } catch {
    return false;
  }
})();

/**
 * Asking for the process's times first makes Linux account the running slice: without it the thread's time is as much
 * as one scheduler tick (4 ms) old, with it a 3 ms loop reads as 3.0 ms. Where there is no schedstat, the process's
 * time stands in for the thread's.
 */
export function readCpu(): CpuReading {
  const usage = process.cpuUsage();
  const ofProcess = (usage.user + usage.system) * 1_000;
  const thread = hasSchedstat ? Number(readFileSync(SCHEDSTAT, "latin1").split(" ")[0]) : ofProcess;
  return { thread, process: ofProcess, wall: Number(process.hrtime.bigint()) };
}

export const spent = (from: CpuReading, to: CpuReading): CpuReading => ({
  thread: to.thread - from.thread,
  process: to.process - from.process,
  wall: to.wall - from.wall,
});
