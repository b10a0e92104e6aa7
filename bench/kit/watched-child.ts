import { fork } from "node:child_process";
import { MemoryWatch } from "./memory-watch.ts";

/** What a child came to, and its resident memory in MB meanwhile. */
export interface Watched<T> {
  readonly result: T;
  readonly samples: readonly number[];
}

/** Runs this script again as `--child`, which sends one message, and watches its memory. @throws {Error} it failed. */
export async function watchedChild<T>(sampleMs: number): Promise<Watched<T>> {
  const child = fork(process.argv[1] ?? "", ["--child"]);
  const watch = new MemoryWatch(child.pid ?? 0, sampleMs);
  let result: T | undefined;
  child.on("message", (message: T) => {
    result = message;
    child.disconnect();
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  const samples = watch.stop();
  if (code !== 0 || result === undefined) throw new Error(`the run ended with exit code ${String(code)}`);
  return { result, samples };
}
