import { readCpu, spent, type CpuReading } from "./cpu.ts";

/** What a round did. */
export interface Work {
  readonly operations: number;
  /** What the work left behind, where size matters. */
  readonly bytes?: number;
  /** Answers by name. Contenders that report the same name must report the same value: see `race`. */
  readonly answers?: Readonly<Record<string, string | number>>;
}

/** One contender, set up for one heat and ready to be timed. */
export interface Lane {
  /** What `run` needs to find, made before its time begins. */
  prepare?(operations: number): void | Promise<void>;
  /** Does `operations` operations, or as many as one round always has. */
  run(operations: number): Work | Promise<Work>;
  close?(): void | Promise<void>;
}

export interface Round {
  readonly work: Work;
  readonly spent: CpuReading;
}

export type LaneRequest = { readonly kind: "run"; readonly operations: number } | { readonly kind: "close" };
export type LaneReply =
  | { readonly kind: "ready" }
  | { readonly kind: "round"; readonly round: Round }
  | { readonly kind: "failed"; readonly error: string };

/** The child's side of a race: opens the lane, then runs one round for every request. */
export function serveLane(open: () => Lane | Promise<Lane>): void {
  const reply = (message: LaneReply): void => void process.send?.(message);
  const failed = (error: unknown): void => {
    reply({ kind: "failed", error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  };
  const opened = Promise.resolve().then(open);
  opened.then(() => reply({ kind: "ready" }), failed);
  process.on("message", (request: LaneRequest) => {
    opened
      .then(async (lane) => {
        if (request.kind === "close") {
          await lane.close?.();
          process.disconnect();
          return;
        }
        await lane.prepare?.(request.operations);
        reply({ kind: "round", round: await timed(lane, request.operations) });
      })
      .catch(failed);
  });
}

/** Calls `run` at the start of a macrotask: inside a microtask the scheduler's synchronous drain would do nothing. */
function timed(lane: Lane, operations: number): Promise<Round> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      const from = readCpu();
      const finished = (work: Work): void => resolve({ work, spent: spent(from, readCpu()) });
      try {
        const running = lane.run(operations);
        if (running instanceof Promise) running.then(finished, reject);
        else finished(running);
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}
