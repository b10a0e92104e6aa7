import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RawConnection } from "./raw-connection.ts";

export interface RealServerOptions {
  /** Parameters beside the defaults, alternating with their values: `["--appendonly", "yes"]`. */
  readonly parameters?: readonly string[];
  /** Data of an earlier process to start from; the caller removes it. */
  readonly folder?: string;
}

const START_LIMIT_MS = 60_000;

/**
 * A server process of our own, on a Unix socket in a folder of its own, without persistence unless parameters ask for
 * it.
 */
export class RealServer {
  readonly folder: string;
  readonly socketPath: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #watchdog: ChildProcess;
  readonly #ownFolder: boolean;

  private constructor(binary: string, options: RealServerOptions) {
    this.#ownFolder = options.folder === undefined;
    this.folder = options.folder ?? mkdtempSync(path.join(tmpdir(), "wavetank-redis-"));
    this.socketPath = path.join(this.folder, "server.sock");
    rmSync(this.socketPath, { force: true });
    const parameters = [
      "--port", "0", "--unixsocket", this.socketPath, "--dir", this.folder, "--save", "", "--appendonly", "no",
      "--daemonize", "no", "--enable-debug-command", "yes", "--logfile", path.join(this.folder, "log"),
    ];
    this.#process = spawn(binary, [...parameters, ...(options.parameters ?? [])], { stdio: "ignore" });
    // Should this process be killed, its end of the pipe closes, and the server goes too.
    this.#watchdog = spawn("sh", ["-c", 'cat > /dev/null; kill -9 "$0"', String(this.#process.pid)], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#watchdog.unref();
    this.#ended = new Promise((resolve) => {
      this.#process.once("exit", () => resolve());
      this.#process.once("error", () => resolve());
    });
  }

  static async start(binary: string, options: RealServerOptions = {}): Promise<RealServer> {
    const server = new RealServer(binary, options);
    for (let waited = 0; !await server.#listens(); waited += 5) {
      if (server.#process.exitCode !== null || waited > START_LIMIT_MS) {
        await server.stop();
        throw new Error(`${binary} did not start: exit code ${server.#process.exitCode}`);
      }
      await sleep(5);
    }
    return server;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The socket's file is there a moment before the server listens. */
  async #listens(): Promise<boolean> {
    if (!existsSync(this.socketPath)) return false;
    try {
      await (await this.connect()).close();
      return true;
    } catch {
      return false;
    }
  }

  connect(): Promise<RawConnection> {
    return RawConnection.open({ path: this.socketPath });
  }

  /** Ends this process and no other. `SIGKILL` is a crash: nothing is written on the way out. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGKILL"): Promise<void> {
    this.#watchdog.kill();
    this.#process.kill(signal);
    await this.#ended;
    if (this.#ownFolder) rmSync(this.folder, { recursive: true, force: true });
  }
}
