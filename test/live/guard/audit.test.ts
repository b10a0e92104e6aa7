import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { randomBytes, webcrypto as crypto } from "node:crypto";
import { lookup } from "node:dns";
import { mkdtempSync, readFile, rmSync, writeFileSync } from "node:fs";
import { open, readFile as readFilePromise } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scheduler, setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { createGzip, deflateRawSync, gzip, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Leak } from "../../../src/kernel/host.ts";
import { liveGuard } from "../../../src/live/guard/guard.ts";
import { liveDrains, liveHost } from "../../../src/live/host.ts";

const host = liveHost();

/** Functions as code has them that took them before the guard was armed: no trap can stand in their way. */
const captured = {
  setTimeout, setInterval, setImmediate, sleep, readFile, readFilePromise, lookup, gzip, createGzip, randomBytes,
  MessageChannel, Worker, wait: scheduler.wait.bind(scheduler), signalAfter: AbortSignal.timeout.bind(AbortSignal),
  digest: crypto.subtle.digest.bind(crypto.subtle),
};

const file = fileURLToPath(import.meta.url);
const noop = (): void => undefined;

/** Ends what a way out began, so that no test hears of another's timer. */
type End = (() => unknown) | undefined;

/** The resource that each leaves behind, and how. */
const escapes: readonly (readonly [name: string, resource: string, take: () => End])[] = [
  ["setTimeout", "Timeout", () => { const timer = captured.setTimeout(noop, 1); return () => clearTimeout(timer); }],
  ["setInterval", "Timeout", () => { const timer = captured.setInterval(noop, 1); return () => clearInterval(timer); }],
  ["setImmediate", "Immediate", () => {
    const timer = captured.setImmediate(noop);
    return () => clearImmediate(timer);
  }],
  ["setTimeout of node:timers/promises", "Timeout", () => { const slept = captured.sleep(1); return () => slept; }],
  ["scheduler.wait", "Timeout", () => { const slept = captured.wait(1); return () => slept; }],
  ["AbortSignal.timeout", "Timeout", () => void captured.signalAfter(1)],
  ["fs.readFile", "FSREQCALLBACK", () => void captured.readFile(file, noop)],
  ["fs.promises.readFile", "FSREQPROMISE", () => { const read = captured.readFilePromise(file); return () => read; }],
  ["dns.lookup", "GETADDRINFOREQWRAP", () => void captured.lookup("localhost", noop)],
  ["zlib.gzip", "ZLIB", () => void captured.gzip("text", noop)],
  ["zlib.createGzip", "ZLIB", () => { const stream = captured.createGzip(); return () => stream.destroy(); }],
  ["crypto.randomBytes with a callback", "RANDOMBYTESREQUEST", () => void captured.randomBytes(8, noop)],
  ["crypto.subtle.digest", "HASHREQUEST", () => {
    const digest = captured.digest("SHA-256", new Uint8Array(1));
    return () => digest;
  }],
  ["MessageChannel", "MESSAGEPORT", () => {
    const { port1 } = new captured.MessageChannel();
    return () => port1.close();
  }],
  ["Worker", "WORKER", () => {
    const worker = new captured.Worker("", { eval: true });
    return () => worker.terminate();
  }],
];

async function audited(body: () => End | void): Promise<readonly Leak[]> {
  const armed = liveGuard.arm("audit");
  let end: End | void;
  let leaks: readonly Leak[];
  try {
    end = body();
  } finally {
    leaks = armed.disarm();
  }
  await end?.();
  return leaks;
}

describe("an audit", () => {
  test.each(escapes)("names %s, captured before arming, by its resource %s", async (_name, resource, take) => {
    const leaks = await audited(take);
    expect(leaks.map((leak) => leak.route)).toContain(`async resource ${resource}`);
    expect(leaks.map((leak) => leak.stack).join("\n")).toContain("audit.test.ts");
  });

  test("names a read from a file that was opened before arming", async () => {
    const handle = await open(file);
    const leaks = await audited(() => { const read = handle.read(new Uint8Array(8)); return () => read; });
    await handle.close();
    expect(leaks.map((leak) => leak.route)).toEqual(["async resource FSREQPROMISE"]);
  });

  test("is stopped by the traps first where they reach: a socket does not get as far as a connection", async () => {
    const socket = new Socket();
    const leaks = await audited(() => {
      expect(() => socket.connect(1, "127.0.0.1")).toThrow("node:net.Socket.connect was used");
    });
    expect(leaks.map((leak) => leak.route)).toEqual(["node:net.Socket.connect"]);
  });

  test("does not report synchronous inflation, whose handle lives within the call", async () => {
    const packed = deflateRawSync("text");
    const leaks = await audited(() => {
      expect(inflateRawSync(new Uint8Array(packed)).toString()).toBe("text");
    });
    expect(leaks).toEqual([]);
  });

  test("does not report context carried in JavaScript", async () => {
    const leaks = await audited(() => {
      AsyncLocalStorage.bind(noop)();
      new AsyncResource("Pool").runInAsyncScope(noop);
    });
    expect(leaks).toEqual([]);
  });

  // Node 22 and later read a module's file synchronously, within the drain. Syntax cannot be trapped; nothing is late.
  const seesImport = process.versions.node.startsWith("20.");
  test.skipIf(!seesImport)("import() of a file is caught when the loader reads it (Node 20 only)", async () => {
    const drain = liveDrains().find((one) => one.synchronous)!;
    const folder = mkdtempSync(join(tmpdir(), "wavetank-audit-"));
    const module = join(folder, "module.mjs");
    writeFileSync(module, "export const loaded = true;");
    const source = "data:text/javascript,export const load = (url) => import(url)"; // past the test runner's own import
    const native = await import(/* @vite-ignore */ source) as { load: (url: string) => Promise<unknown> };
    const leaks = await host.hop(() => audited(() => {
      const loaded = native.load(pathToFileURL(module).href).catch(noop);
      drain.drain();
      return () => loaded;
    }));
    rmSync(folder, { recursive: true });
    expect(leaks.map((leak) => leak.route)).toEqual(["node:fs/promises.readFile"]);
  });
});

describe.each(liveDrains().map((drain) => [drain.name, drain] as const))("with the %s drain", (_name, drain) => {
  test("a world of promises, microtasks and ticks is audited without a finding", async () => {
    const leaks = await host.hop(async () => {
      const armed = liveGuard.arm("audit");
      let steps = 0;
      const world = async (depth: number): Promise<void> => {
        steps++;
        await undefined;
        await new Promise<void>((resolve) => queueMicrotask(resolve));
        await new Promise<void>((resolve) => process.nextTick(resolve));
        if (depth > 0) await Promise.all([world(depth - 1), world(depth - 1)]);
      };
      void world(6);
      if (drain.synchronous) drain.drain();
      else await drain.drain();
      const found = armed.disarm();
      expect(steps).toBe(127);
      return found;
    });
    expect(leaks).toEqual([]);
  });

  test("a timer set deep inside a chain of awaits is found", async () => {
    const leaks = await host.hop(async () => {
      const armed = liveGuard.arm("audit");
      void (async () => {
        for (let step = 0; step < 20; step++) await undefined;
        clearTimeout(captured.setTimeout(noop, 1));
      })();
      if (drain.synchronous) drain.drain();
      else await drain.drain();
      return armed.disarm();
    });
    expect(leaks.map((leak) => leak.route)).toEqual(["async resource Timeout"]);
  });
});
