import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

/** A server that redis-benchmark is let loose on. */
export interface BenchmarkedServer {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const PATIENCE_MS = 10_000;

export const installed = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;

export async function startRedis(): Promise<BenchmarkedServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "wavetank-bench-redis-"));
  const port = await freePort();
  const child = spawn("redis-server", [
    "--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no",
  ], { stdio: "ignore" });
  return listening("redis-server", port, child, () => rmSync(folder, { recursive: true, force: true }));
}

export async function startModel(cli: string): Promise<BenchmarkedServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [cli, "redis", "--port", String(port)], { stdio: "ignore" });
  return listening("wavetank redis", port, child, () => {});
}

/** Requests a second that redis-benchmark gets in one run of one command. @throws {Error} it failed. */
export function requestsPerSecond(port: number, requests: number, command: readonly string[]): number {
  const { status, stdout, stderr } = spawnSync("redis-benchmark", [
    "-p", String(port), "-P", "16", "-n", String(requests), "-r", "100000", "--csv", ...command,
  ], { encoding: "utf8" });
  const [, result = ""] = stdout.split("\n");
  const rate = Number(result.split('","')[1]);
  if (status !== 0 || !(rate > 0)) throw new Error(`redis-benchmark ${command.join(" ")}: ${stderr}${stdout}`);
  return rate;
}

/** Nanoseconds that the process's main thread has been on a CPU. Linux only. */
export const onCpuNs = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "latin1").split(" ")[0]);

async function listening(
  name: string, port: number, child: ChildProcess, cleanUp: () => void,
): Promise<BenchmarkedServer> {
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    cleanUp();
  };
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${name} does not listen on port ${port}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { name, port, pid: child.pid ?? 0, stop };
}

const answers = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = net.connect(port, "127.0.0.1");
  socket.on("connect", () => {
    socket.destroy();
    resolve(true);
  });
  socket.on("error", () => resolve(false));
});

const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const server = net.createServer();
  server.on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as net.AddressInfo;
    server.close(() => resolve(port));
  });
});
