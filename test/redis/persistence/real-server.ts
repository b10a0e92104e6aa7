import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { arrayOfBytes, bytesOfArray, type Bytes } from "../../../src/redis/server/bytes.ts";

/** What `redis-server --version` says; undefined when none is installed. */
export const REAL_VERSION: string | undefined =
  /v=([\d.]+)/.exec(spawnSync("redis-server", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];

/** A redis-server of the test's own, on a unix socket in a directory that goes with it. */
export class RealServer {
  readonly directory: string = mkdtempSync(join(tmpdir(), "wavetank-redis-"));
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;
  #client: Redis | undefined;

  constructor(...settings: string[]) {
    this.#settings = settings;
  }

  get socket(): string {
    return join(this.directory, "socket");
  }

  async start(): Promise<Redis> {
    rmSync(this.socket, { force: true });
    this.#process = spawn("redis-server", [
      "--port", "0", "--unixsocket", this.socket, "--dir", this.directory, "--daemonize", "no",
      "--enable-debug-command", "yes", ...this.#settings,
    ], { stdio: "ignore" });
    for (let tries = 0; !existsSync(this.socket); tries++) {
      if (tries > 500 || this.#process.exitCode !== null) throw new Error("redis-server did not start");
      await sleep(10);
    }
    this.#client = new Redis({ path: this.socket, retryStrategy: () => null });
    this.#client.on("error", () => {});
    return this.#client;
  }

  /** Kills the process as `kill -9` does, and waits until it is gone. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#client?.disconnect();
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  file(name: string): Buffer {
    return readFileSync(join(this.directory, name));
  }

  /** The reply with bulk strings as bytes; errors are returned as text. */
  async call(...args: (Bytes | number)[]): Promise<unknown> {
    const [command, ...rest] = args.map((arg) => arrayOfBytes(String(arg)));
    try {
      return plain(await (this.#client as Redis).callBuffer(String(command), ...rest));
    } catch (error) {
      return (error as Error).message;
    }
  }
}

const plain = (reply: unknown): unknown =>
  reply instanceof Buffer ? bytesOfArray(reply) : Array.isArray(reply) ? reply.map(plain) : reply;
