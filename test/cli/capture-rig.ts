import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { RawConnection } from "../redis/real/raw-connection.ts";
import { installedReleases } from "../redis/real/find-server.ts";
import { RealServer } from "../redis/real/real-server.ts";
import { RandomStream } from "../../src/kernel/random.ts";
import { TcpServer } from "../../src/redis/live/tcp-server.ts";
import { realTiming } from "../../src/redis/live/real-timing.ts";
import { modelRedis } from "../../src/redis/model-redis.ts";
import type { Fields } from "../../src/bus/store.ts";
import type { builtCli } from "../support/built-cli.ts";

/** A server to capture from, and a connection of a producer to it. */
export interface Bus {
  readonly url: string;
  readonly connection: RawConnection;
  /** Sends a command of binary strings and gives its reply as it came. */
  ask(...args: readonly string[]): Promise<string>;
  add(stream: string, fields: Fields, id?: string): Promise<void>;
  /** Cuts every connection but the producer's. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerKind {
  readonly title: string;
  readonly isMissing: boolean;
  start(): Promise<Bus>;
}

const binary = (value: string | Uint8Array): string => Buffer.from(value).toString("latin1");

function busOn(url: string, connection: RawConnection, stop: () => Promise<void>): Bus {
  const ask = (...args: readonly string[]): Promise<string> => connection.ask(...args);
  return {
    url, connection, ask,
    add: async (stream, fields, id = "*") => void await ask("XADD", stream, id, ...fields.map(binary)),
    cut: async () => void await ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"),
    stop: async () => {
      await connection.close();
      await stop();
    },
  };
}

async function model(): Promise<Bus> {
  const random = new RandomStream(1, "capture");
  const tcp = await TcpServer.listen({
    server: modelRedis({ compat: "7.2", random: () => random.word(), startedAtUs: realTiming.nowUs() }),
    at: { port: 0 },
  });
  const at = tcp.address as { readonly port: number; readonly host: string };
  return busOn(`redis://127.0.0.1:${at.port}/0`, await RawConnection.open(at), () => tcp.close());
}

/** The model always, and the real servers that are installed. */
export const SERVER_KINDS: readonly ServerKind[] = [
  { title: "the model", isMissing: false, start: model },
  ...installedReleases().map(({ binary: program, title }): ServerKind => ({
    title, isMissing: program === undefined,
    start: async () => {
      const server = await RealServer.start(program as string);
      return busOn(`unix://${server.socketPath}`, await server.connect(), () => server.stop());
    },
  })),
];

export interface Capturing {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

const children = new Set<ChildProcess>();

/** For the end of a file's tests: a capture whose test failed would go on. */
export function endCaptures(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** `wavetank …` as a process of its own, which does not keep this one from serving. */
export function running(
  cli: ReturnType<typeof builtCli>, words: readonly string[], env: Readonly<Record<string, string>> = {},
): Capturing {
  const child = spawn(process.execPath, [cli.script, ...words], { cwd: cli.folder, env: { ...process.env, ...env } });
  children.add(child);
  child.once("close", () => children.delete(child));
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return { child, stdout: () => out, stderr: () => err, ended: new Promise((resolve) => child.on("close", resolve)) };
}

export const capturing = (
  cli: ReturnType<typeof builtCli>, words: readonly string[], env: Readonly<Record<string, string>> = {},
): Capturing => running(cli, ["capture", ...words], env);

/** Waits until something holds, a test's time at most. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!await holds()) await sleep(20);
}

/** Waits until a capture that was begun has taken in what was there: it reads for the second time. */
export async function untilItReads(bus: Bus): Promise<void> {
  const reads = async (): Promise<number> =>
    Number(/cmdstat_exec:calls=(\d+)/.exec(await bus.ask("INFO", "commandstats"))?.[1] ?? 0);
  const before = await reads();
  await until(async () => await reads() >= before + 2);
}

/** A server that answers every connection with `serve`; the hostile kind. */
export async function hostileServer(
  serve: (socket: Socket) => void,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

