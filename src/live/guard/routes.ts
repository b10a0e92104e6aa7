import childProcess from "node:child_process";
import crypto from "node:crypto";
import dgram from "node:dgram";
import dns from "node:dns";
import dnsPromises from "node:dns/promises";
import fs from "node:fs";
import fsPromises from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import perfHooks from "node:perf_hooks";
import process from "node:process";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import v8 from "node:v8";
import vm from "node:vm";
import workerThreads from "node:worker_threads";
import zlib from "node:zlib";
import { dateTraps } from "./date-traps.ts";
import { callTrap, readTrap, type Trap } from "./trap.ts";

/** Properties of `holder`, or of what it inherits from, whose use is a way out. Names a runtime lacks are skipped. */
interface Routes {
  /** Stands before the property's name in a route: `node:fs.`. */
  readonly prefix: string;
  readonly holder: object | undefined;
  readonly names: string | ((name: string) => boolean);
}

/** Random, or computed by the thread pool. `getRandomValues` of the module reads the one of `crypto`, trapped above. */
const AMBIENT_CRYPTO = new RegExp(
  "^(random|pseudoRandom|p?rng$|generate|checkPrime$|pbkdf2$|scrypt$|hkdf$|argon2$|publicEncrypt$" +
    "|createECDH$|(create|get)DiffieHellman)",
);

/** Methods of a Date that read the machine's time zone, or its language. */
const LOCAL_TIME = /^(get|set)(?!UTC|Time$)|^to(String|DateString|TimeString|Locale.*)$/;

// Functions, because some of these globals load their module when they are named.
const calls = (): readonly Routes[] => [
  // Not WebSocket: to look at it loads it, for 40 ms. It is caught where it draws its key: node:crypto.randomBytes.
  { prefix: "", holder: globalThis, names: "setTimeout setInterval setImmediate fetch" },
  { prefix: "", holder: globalThis, names: "WeakRef FinalizationRegistry MessageChannel BroadcastChannel Worker" },
  { prefix: "Date.", holder: Date, names: "now" },
  { prefix: "Date.", holder: Date.prototype, names: (name) => LOCAL_TIME.test(name) },
  { prefix: "", holder: globalThis, names: "PerformanceMark File" },
  { prefix: "Math.", holder: Math, names: "random" },
  { prefix: "Atomics.", holder: Atomics, names: "wait waitAsync" },
  { prefix: "AbortSignal.", holder: AbortSignal, names: "timeout" },
  { prefix: "WebAssembly.", holder: global("WebAssembly"), names: (name) => /^(compile|instantiate)/.test(name) },
  { prefix: "Temporal.Now.", holder: global("Temporal", "Now"), names: () => true },
  { prefix: "performance.", holder: perfHooks.performance, names: "now mark measure timerify toJSON" },
  { prefix: "performance.", holder: perfHooks.performance, names: "eventLoopUtilization" },
  { prefix: "crypto.", holder: crypto.webcrypto, names: "randomUUID getRandomValues" },
  { prefix: "crypto.subtle.", holder: global("SubtleCrypto", "prototype"), names: (name) => name !== "constructor" },
  { prefix: "process.", holder: process, names: "hrtime uptime memoryUsage cpuUsage threadCpuUsage resourceUsage" },
  { prefix: "process.", holder: process, names: "availableMemory constrainedMemory getActiveResourcesInfo" },
  { prefix: "process.hrtime.", holder: process.hrtime, names: "bigint" },
  { prefix: "process.memoryUsage.", holder: process.memoryUsage, names: "rss" },
  { prefix: "node:timers.", holder: timers, names: "setTimeout setInterval setImmediate" },
  { prefix: "node:timers/promises.", holder: timersPromises, names: "setTimeout setInterval setImmediate" },
  { prefix: "node:timers/promises.scheduler.", holder: timersPromises.scheduler, names: "wait yield" },
  { prefix: "node:crypto.", holder: crypto, names: (name) => AMBIENT_CRYPTO.test(name) },
  { prefix: "node:perf_hooks.", holder: perfHooks, names: "monitorEventLoopDelay" },
  { prefix: "node:os.", holder: os, names: "freemem loadavg uptime cpus networkInterfaces hostname" },
  { prefix: "node:v8.", holder: v8, names: "getHeapStatistics getHeapSpaceStatistics getHeapCodeStatistics GCProfiler" },
  { prefix: "node:v8.", holder: v8, names: "getHeapSnapshot writeHeapSnapshot" },
  { prefix: "process.report.", holder: process.report, names: "getReport writeReport" },
  // A new context has a clock and chance of its own, on which no trap is set.
  { prefix: "node:vm.", holder: vm, names: "createContext runInNewContext" },
  { prefix: "node:vm.Script.", holder: vm.Script.prototype, names: "runInNewContext" },
  { prefix: "node:fs.", holder: fs, names: "mkdtempSync" },
  // Synchronous reads stay: a recording is read while the world runs, and no other macrotask can come between.
  { prefix: "node:fs.", holder: fs, names: (name) => /^[a-z]/.test(name) && !/Sync$|^promises$/.test(name) },
  { prefix: "node:fs/promises.", holder: fsPromises, names: () => true },
  { prefix: "node:zlib.", holder: zlib, names: (name) => name.startsWith("create") || `${name}Sync` in zlib },
  { prefix: "node:dns.", holder: dns, names: (name) => /^(lookup|resolve|reverse)/.test(name) },
  { prefix: "node:dns/promises.", holder: dnsPromises, names: (name) => /^(lookup|resolve|reverse)/.test(name) },
  { prefix: "node:net.", holder: net, names: "connect createConnection" },
  { prefix: "node:net.Socket.", holder: net.Socket.prototype, names: "connect" },
  { prefix: "node:net.Server.", holder: net.Server.prototype, names: "listen" },
  { prefix: "node:dgram.", holder: dgram, names: "createSocket" },
  { prefix: "node:dgram.Socket.", holder: dgram.Socket.prototype, names: "bind send connect" },
  { prefix: "node:child_process.", holder: childProcess, names: (name) => /^(spawn|exec|fork)/.test(name) },
  { prefix: "node:worker_threads.", holder: workerThreads, names: "Worker MessageChannel BroadcastChannel" },
  { prefix: "node:worker_threads.", holder: workerThreads, names: "receiveMessageOnPort" },
];

const reads = (): readonly Routes[] => [
  { prefix: "performance.", holder: perfHooks.performance, names: "timeOrigin nodeTiming" },
  { prefix: "Event.", holder: Event.prototype, names: "timeStamp" },
];

/** Every way out that can be closed by replacing a property. What was captured before arming is the audit's to find. */
export function escapeRoutes(): readonly Trap[] {
  const traps = new Map<string, Trap>();
  const holders = new Map<object, number>();
  const add = (trap: Trap): void => {
    if (!holders.has(trap.holder)) holders.set(trap.holder, holders.size);
    // `node:fs.promises` and `node:fs/promises` are one object: the first name wins.
    const key = `${holders.get(trap.holder) ?? 0} ${trap.key}`;
    if (!traps.has(key)) traps.set(key, trap);
  };
  for (const trap of dateTraps) add(trap);
  for (const routes of calls()) for (const { route, owner, name } of resolve(routes)) add(callTrap(route, owner, name));
  for (const routes of reads()) for (const { route, owner, name } of resolve(routes)) add(readTrap(route, owner, name));
  return [...traps.values()];
}

interface Resolved {
  readonly route: string;
  readonly owner: object;
  readonly name: string;
}

function resolve({ prefix, holder, names }: Routes): Resolved[] {
  if (holder === undefined) return [];
  const wanted = typeof names === "string" ? names.split(" ") : Object.getOwnPropertyNames(holder).filter(names);
  return wanted.flatMap((name) => {
    const owner = ownerOf(holder, name);
    return owner === undefined || !canBeTaken(owner, name) ? [] : [{ route: prefix + name, owner, name }];
  });
}

/** The object on the prototype chain that has the property itself. */
function ownerOf(holder: object, name: string): object | undefined {
  for (let at: object | null = holder; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, name)) return at;
  }
  return undefined;
}

/** Functions and accessors; not the constants that share a module with them. Never calls an accessor. */
function canBeTaken(owner: object, name: string): boolean {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  return property !== undefined && (property.get !== undefined || typeof property.value === "function");
}

/** A global object by its path; undefined where the runtime lacks it (Temporal before Node 26). */
function global(...path: readonly string[]): object | undefined {
  let at: unknown = globalThis;
  for (const name of path) at = isObject(at) ? Reflect.get(at, name) : undefined;
  return isObject(at) ? at : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
