import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { arrayOfBytes, bytesOfArray, type Bytes } from "../../../src/redis/server/bytes.ts";
import { RealServer as Running } from "../real/real-server.ts";

/** What `redis-server --version` says; undefined when none is installed. */
export const REAL_VERSION: string | undefined =
  /v=([\d.]+)/.exec(spawnSync("redis-server", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];

/** A redis-server of the test's own, which can be killed and started again on what it left in its directory. */
export class RealServer {
  readonly directory: string = mkdtempSync(join(tmpdir(), "wavetank-redis-"));
  readonly #settings: readonly string[];
  #running: Running | undefined;
  #client: Redis | undefined;

  constructor(...settings: string[]) {
    this.#settings = settings;
  }

  async start(): Promise<Redis> {
    this.#running = await Running.start("redis-server", { parameters: this.#settings, folder: this.directory });
    this.#client = new Redis({ path: this.#running.socketPath, retryStrategy: () => null });
    this.#client.on("error", () => {});
    return this.#client;
  }

  /** Kills the process as `kill -9` does, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#client?.disconnect();
    await this.#running?.stop("SIGKILL");
    this.#running = undefined;
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
