import process from "node:process";
import { setImmediate } from "node:timers";
import type { Drain, Host } from "../kernel/host.ts";
import { rssBytes, wallNanoseconds } from "./clock.ts";
import { nextTickDrain, tickCallbackDrain } from "./drain.ts";
import { liveGuard } from "./guard/guard.ts";

/** The machine that this process runs on, behind the kernel's ports. */
export function liveHost(): Host {
  return { hop, nextTick, drains: liveDrains(), guard: liveGuard, watchRejections, wallNanoseconds, rssBytes };
}

/** Fastest first. */
export function liveDrains(): readonly Drain[] {
  const fast = tickCallbackDrain();
  return fast === undefined ? [nextTickDrain()] : [fast, nextTickDrain()];
}

function hop<T>(body: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(body());
      } catch (error) {
        reject(error);
      }
    });
  });
}

const nextTick = (callback: () => void): void => process.nextTick(callback);

function watchRejections(report: (reason: unknown) => void): () => void {
  const others = process.listeners("unhandledRejection");
  const listener = (reason: unknown): void => report(reason);
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listener);
  return () => {
    process.off("unhandledRejection", listener);
    for (const other of others.splice(0)) process.on("unhandledRejection", other);
  };
}
