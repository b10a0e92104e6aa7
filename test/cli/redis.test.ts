import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { Status } from "../../src/redis/server/reply.ts";
import { SocketClient } from "../redis/live/socket-client.ts";
import { builtCli } from "../support/built-cli.ts";

interface Announcement {
  readonly schema: string;
  readonly host: string;
  readonly port: number;
  readonly path?: string;
  readonly compat: string;
}

let cli: ReturnType<typeof builtCli>;
const children: ChildProcess[] = [];
beforeAll(() => {
  cli = builtCli();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

interface Started {
  readonly child: ChildProcess;
  readonly announcement: Announcement;
  readonly stderr: () => string;
  readonly exited: Promise<number | null>;
  /** Interrupts it and waits for its exit code. */
  readonly interrupt: () => Promise<number | null>;
}

function start(...words: string[]): Promise<Started> {
  const child = spawn(process.execPath, [cli.script, "redis", "--json", ...words], { cwd: cli.folder });
  children.push(child);
  let [out, err] = ["", ""];
  // "close" comes when all that it said has come too.
  const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
  return new Promise((resolve, reject) => {
    const check = (): void => {
      if (!err.includes("listening") || !out.endsWith("\n}\n")) return;
      const announcement = JSON.parse(out) as Announcement;
      resolve({ child, announcement, stderr: () => err, exited, interrupt: () => (child.kill("SIGINT"), exited) });
    };
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString(), check()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString(), check()));
    void exited.then((code) => reject(new Error(`ended with ${code}: ${err}`)));
  });
}

describe("wavetank redis", () => {
  test("says where it listens, serves, and ends in peace at Ctrl-C", async () => {
    const { announcement, stderr, interrupt } = await start("--port", "0", "--compat", "7.0");
    expect(announcement).toMatchObject({
      schema: "wavetank.redis/1", host: "127.0.0.1", compat: "7.0", seed: 1, faults: null,
    });
    expect(stderr()).toContain(`listening on 127.0.0.1:${announcement.port}  as Redis 7.0  seed 0x00000001`);
    const client = new SocketClient(announcement.port);
    expect(await client.run("PING")).toEqual(new Status("PONG"));
    expect(await interrupt()).toBe(0);
    await client.whenClosed;
  });

  test("serves a Unix socket, gone when it ends", async () => {
    const { announcement, interrupt } = await start("--unixsocket", "r.sock");
    expect(announcement.path).toBe("r.sock");
    const client = new SocketClient(path.join(cli.folder, "r.sock"));
    expect(await client.run("PING")).toEqual(new Status("PONG"));
    client.close();
    await interrupt();
    expect(existsSync(path.join(cli.folder, "r.sock"))).toBe(false);
  });

  test("ends when a client shuts it down", async () => {
    const { announcement, exited } = await start("--port", "0");
    const client = new SocketClient(announcement.port);
    client.send("SHUTDOWN NOSAVE\r\n");
    expect(await exited).toBe(0);
  });

  test("makes the same faults from the same seed, and reports each", async () => {
    const outcomes: string[] = [];
    for (const seed of ["5", "5", "6"]) {
      const { announcement, stderr, interrupt } = await start(
        "--port", "0", "--seed", seed, "--faults", "drop=0.2,reply-lost=0.2",
      );
      for (let connection = 0; connection < 6; connection++) {
        const client = new SocketClient(announcement.port);
        client.send("PING\r\n");
        await Promise.race([client.whenClosed, client.reply()]);
        client.close();
      }
      await interrupt();
      outcomes.push(stderr().split("\n").filter((line) => line.includes("connection")).join("\n"));
    }
    expect(outcomes[0]).toMatch(/^(drop|reply-lost) {2}connection \d+ {2}#0 {2}PING$/m);
    expect(outcomes[1]).toBe(outcomes[0]);
    expect(outcomes[2]).not.toBe(outcomes[0]);
  });

  test("a port in use ends in exit code 2 and says what to do", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port)),
    );
    const { status, stderr } = cli.run("redis", "--port", String(port));
    other.close();
    expect(status).toBe(2);
    expect(stderr).toMatch(/E_LISTEN: .*EADDRINUSE[^]*--port \(0 is any that is free\)/);
  });

  test.each([
    [["--compat", "6.2"], /E_COMPAT: no server is called "6\.2"[^]*7\.0, 7\.2, 8\.0/],
    [["--port", "70000"], /"70000" is not a port/],
    [
      ["--faults", "drop=0.1,dorp=1"],
      /E_FAULT_SPEC: there is no fault "dorp", at character 10 of the faults[^]*drop, reply-lost/,
    ],
    [["--faults", "drop"], /"drop" has no rate, at character 5/],
    [["--faults", "drop=2"], /"2" is no rate, at character 6/],
  ])("%j ends in exit code 2", (words, said) => {
    const { status, stderr } = cli.run("redis", ...words);
    expect(stderr).toMatch(said);
    expect(status).toBe(2);
  });
});
