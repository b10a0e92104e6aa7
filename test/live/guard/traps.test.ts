import {
  createECDH, getDiffieHellman, pbkdf2, randomBytes, randomInt, randomUUID, webcrypto as crypto,
} from "node:crypto";
import { spawnSync } from "node:child_process";
import { lookup } from "node:dns";
import fs, { readFile, readFileSync } from "node:fs";
import { readFile as readFilePromise } from "node:fs/promises";
import { connect } from "node:net";
import { performance as performanceByName } from "node:perf_hooks";
import { hrtime, uptime } from "node:process";
import { setImmediate as setImmediateByName, setTimeout as setTimeoutByName } from "node:timers";
import { scheduler, setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import v8 from "node:v8";
import vm from "node:vm";
import { Worker } from "node:worker_threads";
import { deflateRawSync, gzip, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { DeterminismLeak, type Leak } from "../../../src/kernel/host.ts";
import { liveGuard } from "../../../src/live/guard/guard.ts";
import { escapeRoutes } from "../../../src/live/guard/routes.ts";

const file = fileURLToPath(import.meta.url);
const noop = (): void => undefined;

/** A module that the runtime itself loads, so that its imports are bound by the engine and not by the test runner. */
const source = `data:text/javascript,
  import { setTimeout } from "node:timers";
  import { setTimeout as sleep } from "node:timers/promises";
  import { randomUUID } from "node:crypto";
  export const timer = () => setTimeout(() => {}, 1);
  export const wait = () => sleep(1);
  export const id = () => randomUUID();`;
const native = await import(/* @vite-ignore */ source) as Readonly<Record<"timer" | "wait" | "id", () => unknown>>;

const compileWasm = (bytes: Uint8Array): unknown =>
  (Reflect.get(globalThis, "WebAssembly") as { compile: (bytes: Uint8Array) => unknown }).compile(bytes);

/** Ways out, and the name under which each must be reported. */
const escapes: readonly (readonly [route: string, take: () => unknown])[] = [
  ["Date.now", () => Date.now()],
  ["new Date()", () => new Date()],
  ["new Date(local time)", () => new Date(2024, 0, 1)],
  ["new Date(local time)", () => new Date("2024-01-01 12:00")],
  ["Date()", () => Date()],
  ["new Date()", () => new (new Date(0).constructor as DateConstructor)()],
  ["Date.getHours", () => new Date(0).getHours()],
  ["Date.setHours", () => new Date(0).setHours(1)],
  ["Date.getTimezoneOffset", () => new Date(0).getTimezoneOffset()],
  ["Date.toString", () => String(new Date(0))],
  ["Date.toLocaleDateString", () => new Date(0).toLocaleDateString()],
  ["Date.parse(local time)", () => Date.parse("2024-01-01T12:00:00")],
  ["Intl.DateTimeFormat.format()", () => new Intl.DateTimeFormat("en").format()],
  ["Intl.DateTimeFormat.formatToParts()", () => new Intl.DateTimeFormat("en").formatToParts()],
  ["performance.now", () => performance.now()],
  ["performance.now", () => performanceByName.now()],
  ["performance.timeOrigin", () => performance.timeOrigin],
  ["performance.mark", () => performance.mark("here")],
  ["PerformanceMark", () => new (PerformanceMark as unknown as new (name: string) => unknown)("here")],
  ["File", () => new File([], "name")],
  ["Event.timeStamp", () => new Event("any").timeStamp],
  ["process.hrtime", () => process.hrtime()],
  ["process.hrtime", () => hrtime()],
  ["process.hrtime.bigint", () => process.hrtime.bigint()],
  ["process.uptime", () => process.uptime()],
  ["process.uptime", () => uptime()],
  ["process.memoryUsage", () => process.memoryUsage()],
  ["process.memoryUsage.rss", () => process.memoryUsage.rss()],
  ["process.cpuUsage", () => process.cpuUsage()],
  ["Math.random", () => Math.random()],
  ["setTimeout", () => setTimeout(noop, 1)],
  ["setTimeout", () => promisify(setTimeout)(1)],
  ["setInterval", () => setInterval(noop, 1)],
  ["setImmediate", () => setImmediate(noop)],
  ["node:timers.setTimeout", () => setTimeoutByName(noop, 1)],
  ["node:timers.setImmediate", () => setImmediateByName(noop)],
  ["node:timers.setTimeout", () => native.timer()],
  ["node:timers/promises.setTimeout", () => sleep(1)],
  ["node:timers/promises.setTimeout", () => native.wait()],
  ["node:timers/promises.scheduler.wait", () => scheduler.wait(1)],
  ["node:timers/promises.scheduler.yield", () => scheduler.yield()],
  ["AbortSignal.timeout", () => AbortSignal.timeout(1)],
  ["crypto.randomUUID", () => crypto.randomUUID()],
  ["crypto.getRandomValues", () => crypto.getRandomValues(new Uint8Array(1))],
  ["crypto.subtle.digest", () => crypto.subtle.digest("SHA-256", new Uint8Array(1))],
  ["node:crypto.randomUUID", () => randomUUID()],
  ["node:crypto.randomUUID", () => native.id()],
  ["node:crypto.randomBytes", () => randomBytes(1)],
  ["node:crypto.createECDH", () => createECDH("prime256v1")],
  ["node:crypto.getDiffieHellman", () => getDiffieHellman("modp14")],
  ["node:vm.runInNewContext", (): unknown => vm.runInNewContext("Math.random()")],
  ["node:vm.Script.runInNewContext", (): unknown => new vm.Script("Date.now()").runInNewContext()],
  ["node:fs.mkdtempSync", () => fs.mkdtempSync("/nowhere/x")],
  ["node:v8.getHeapCodeStatistics", () => v8.getHeapCodeStatistics()],
  ["process.report.getReport", () => process.report.getReport()],
  ["node:crypto.randomInt", () => randomInt(2)],
  ["node:crypto.pbkdf2", () => pbkdf2("a", "b", 1, 8, "sha256", noop)],
  ["node:fs.readFile", () => readFile(file, noop)],
  ["node:fs/promises.readFile", () => readFilePromise(file)],
  ["node:fs/promises.readFile", () => fs.promises.readFile(file)],
  ["node:fs.createReadStream", () => fs.createReadStream(file)],
  ["node:dns.lookup", () => lookup("localhost", noop)],
  ["node:zlib.gzip", () => gzip("text", noop)],
  ["node:net.connect", () => connect(1, "127.0.0.1")],
  ["fetch", () => fetch("http://127.0.0.1:1/")],
  ["MessageChannel", () => new MessageChannel()],
  ["BroadcastChannel", () => new BroadcastChannel("any")],
  ["node:worker_threads.Worker", () => new Worker("", { eval: true })],
  ["node:child_process.spawnSync", () => spawnSync("true")],
  ["Atomics.wait", () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)],
  ["WeakRef", () => new WeakRef({})],
  ["FinalizationRegistry", () => new FinalizationRegistry(noop)],
  ["WebAssembly.compile", () => compileWasm(new Uint8Array(8))],
];

/** What `body` threw or rejected with, and what the guard reports of it. Traps throw at once, before any await. */
function underTraps(body: () => unknown): { leaks: readonly Leak[]; thrown: unknown; returned: unknown } {
  let thrown: unknown;
  let returned: unknown;
  const armed = liveGuard.arm("traps");
  try {
    returned = body();
  } catch (error) {
    thrown = error;
  }
  return { leaks: armed.disarm(), thrown, returned };
}

describe("while the guard is armed", () => {
  test.each(escapes)("%s throws at its caller and is reported with the caller's stack", async (route, take) => {
    const { leaks, thrown, returned } = underTraps(take);
    const error = thrown ?? await Promise.resolve(returned).catch((rejection: unknown) => rejection);
    expect(error).toBeInstanceOf(DeterminismLeak);
    expect(error).toMatchObject({ code: "E_DETERMINISM_LEAK", route });
    const stack = expect.stringMatching(/traps\.test\.ts|data:text\/javascript/) as string;
    expect(leaks).toEqual([{ route, stack, times: 1 }]);
  });

  const WebSocket = Reflect.get(globalThis, "WebSocket") as (new (url: string) => unknown) | undefined;
  test.skipIf(WebSocket === undefined)(
    "a WebSocket throws where it draws its key (not on Node 20, which has none)",
    () => {
      const { leaks, thrown } = underTraps(() => new WebSocket!("ws://127.0.0.1:1/"));
      expect(thrown).toBeInstanceOf(DeterminismLeak);
      expect(leaks.map((leak) => leak.route)).toEqual(["node:crypto.randomBytes"]);
    },
  );

  test("every route in the table that can be called without arguments throws and is reported", () => {
    for (const { route, holder, key } of escapeRoutes()) {
      if (/^(Date|Date\.parse|Intl\..*)$/.test(route)) continue; // conditional: see the table above
      const { leaks } = underTraps(() => {
        const value: unknown = Reflect.get(holder, key);
        if (typeof value === "function") value.call(holder);
      });
      expect(leaks.map((leak) => leak.route), `${route} by ${key}`).toEqual([route]);
    }
  });

  test("arithmetic on dates, synchronous reads and synchronous inflation are allowed", () => {
    const text = JSON.stringify({ a: [1, 2, 3] });
    const packed = deflateRawSync(text);
    const { leaks, thrown } = underTraps(() => {
      expect(new Date(86_400_000).toISOString()).toBe("1970-01-02T00:00:00.000Z");
      expect(new Date("2021-10-12T00:28:31.123Z").getTime()).toBe(Date.UTC(2021, 9, 12, 0, 28, 31, 123));
      expect(Date.parse("2021-10-12")).toBe(Date.UTC(2021, 9, 12));
      expect(new Date(0)).toBeInstanceOf(Date);
      expect(new Intl.DateTimeFormat("en", { timeZone: "UTC" }).format(0)).toBe("1/1/1970");
      expect(inflateRawSync(new Uint8Array(packed)).toString()).toBe(text);
      expect(readFileSync(file).length).toBeGreaterThan(1_000);
      queueMicrotask(noop);
      process.nextTick(noop);
    });
    expect(thrown).toBeUndefined();
    expect(leaks).toEqual([]);
  });

  test("a leak whose error is swallowed is still reported, once for each place, with its count", () => {
    const { leaks } = underTraps(() => {
      for (let time = 0; time < 1_000; time++) {
        try { Math.random(); } catch { /* as careless code does */ }
      }
      try { Date.now(); } catch { /* as careless code does */ }
    });
    expect(leaks.map(({ route, times }) => [route, times])).toEqual([["Math.random", 1_000], ["Date.now", 1]]);
  });

  test("code that leaks from very many places is reported within bounds, and the rest is counted", () => {
    const leakFrom = Array.from({ length: 150 }, (_, index) =>
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a place of its own for each call
      new Function(`${"\n".repeat(index)} try { Math.random(); } catch {}`) as () => void);
    const { leaks } = underTraps(() => { for (const leak of leakFrom) leak(); });
    expect(leaks).toHaveLength(101);
    const route = "further leaks, from other than the first 100 places";
    expect(leaks.at(-1)).toEqual({ route, stack: "", times: 50 });
  });
});

test("a trap that code kept acts as the original once the guard is disarmed", () => {
  const take = () => ({ now: Date.now, Date, random: Math.random, hrtime: process.hrtime, Ref: WeakRef });
  const kept = underTraps(take).returned as ReturnType<typeof take>;
  expect(kept.now()).toBeGreaterThan(1_600_000_000_000);
  expect(new kept.Date().getTime()).toBeGreaterThan(1_600_000_000_000);
  expect(new kept.Date(2024, 0, 1)).toEqual(new Date(2024, 0, 1));
  expect(kept.Date()).toMatch(/\d\d:\d\d:\d\d/);
  expect(kept.random()).toBeLessThan(1);
  expect(kept.hrtime.bigint()).toBeGreaterThan(0n);
  expect(new kept.Ref(escapes).deref()).toBe(escapes);
  expect(new kept.Ref(escapes)).toBeInstanceOf(WeakRef);
});
