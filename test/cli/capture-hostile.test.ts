import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { Socket } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { builtCli } from "../support/built-cli.ts";
import { capturing, endCaptures, hostileServer, running, SERVER_KINDS } from "./capture-rig.ts";

let cli: ReturnType<typeof builtCli>;
let count = 0;
beforeAll(() => {
  cli = builtCli();
});
afterAll(endCaptures);
const left = (name: string): string[] => readdirSync(cli.folder).filter((file) => file.startsWith(name));

const flood = (socket: Socket, chunk: string): void => {
  const pour = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on("drain", pour);
  pour();
};

describe("a server that is none, or means harm, ends the capture with exit code 2 and no file", () => {
  test.concurrent.for<[string, (socket: Socket) => void, RegExp]>([
    [
      "talks HTTP", (socket) => void socket.once("data", () => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")),
      /E_CAPTURE_REPLY: .*the byte 0x48/,
    ],
    ["sends random bytes", (socket) => void socket.write(Buffer.from([0x00, 0xff, 0x13, 0x37])), /E_CAPTURE_REPLY/],
    [
      "announces a string of a gigabyte", (socket) => void socket.once("data", () => socket.write("$1073741824\r\n")),
      /a string of 1073741824 bytes/,
    ],
    [
      "announces an endless array", (socket) => void socket.once("data", () => socket.write("*2000000000\r\n")),
      /an array of 2000000000/,
    ],
    [
      "nests arrays without end", (socket) => void socket.once("data", () => socket.write("*1\r\n".repeat(100_000))),
      /arrays within arrays/,
    ],
    ["sends one line without an end", (socket) => flood(socket, "+" + "x".repeat(65_536)), /a line without an end/],
    [
      "sends an endless reply",
      (socket) => flood(socket, "*4000000\r\n" + `$60000\r\n${"x".repeat(60_000)}\r\n`.repeat(50)), /E_CAPTURE_REPLY/,
    ],
    [
      "answers everything with OK", (socket) => void socket.on("data", () => socket.write("+OK\r\n".repeat(4))),
      /E_CAPTURE_(REPLY|CONNECT)/,
    ],
    [
      "pours replies that nobody asked for", (socket) => flood(socket, "+OK\r\n".repeat(1_000)),
      /E_CAPTURE_(REPLY|CONNECT)/,
    ],
    [
      "refuses everything",
      (socket) => void socket.on("data", () => socket.write("-NOAUTH Authentication required.\r\n".repeat(3))),
      /E_CAPTURE_(DENIED|CONNECT)/,
    ],
    ["hangs up", (socket) => void socket.end(), /E_CAPTURE_CONNECT/],
    ["says nothing", () => {}, /E_CAPTURE_CONNECT: cannot reach the server/],
  ])("one that %s", async ([what, serve, said], { expect }) => {
    const server = await hostileServer(serve);
    const name = `hostile-${what.replace(/\W/g, "-")}`;
    const run = capturing(cli, [server.url, "--to", path.join(cli.folder, name), "--for", "1s"]);
    const code = await run.ended;
    server.close();
    expect(run.stderr()).toMatch(said);
    expect(run.stderr()).not.toContain("bug in wavetank");
    expect([code, run.stdout(), left(name)]).toEqual([2, "", []]);
  });
});

describe("what is asked for wrongly", () => {
  test.concurrent.for<[string, RegExp]>([
    ["http://host", /E_CAPTURE_URL: .*scheme is http:/],
    ["redis://user:hunter2@host/x", /E_CAPTURE_URL: .*no number of a database/],
    ["redis://user:hunter2@host?password=hunter2", /E_CAPTURE_URL: .*a query/],
    ["redis://:hunter2@127.0.0.1:1", /E_CAPTURE_CONNECT: [^]*redis:\/\/:\*\*\*@127\.0\.0\.1:1\/0/],
    ["hunter2", /E_CAPTURE_URL: .*no URL/],
  ])("%s is refused without repeating the password", async ([url, said], { expect }) => {
    const name = `refused-${count++}`;
    const run = capturing(cli, [url, "--to", name, "--for", "1s"]);
    expect(await run.ended).toBe(2);
    expect(run.stderr()).toMatch(said);
    expect(run.stderr() + run.stdout()).not.toContain("hunter2");
    expect(left(name)).toEqual([]);
  });

  test.concurrent.for<[string[], RegExp]>([
    [["--from", "yesterday"], /E_USAGE: "yesterday" is no place/],
    [["--stream", "a", "--pattern", "b"], /E_USAGE: --stream and --pattern exclude/],
    [["--resume"], /E_FILE_NOT_FOUND/],
    [["--for", "soon"], /"soon" is no time/],
    [["--max-bytes", "many"], /"many" is no size/],
  ])("%j ends in exit code 2", async ([words, said], { expect }) => {
    const name = `usage-${count++}`;
    const run = capturing(cli, ["redis://127.0.0.1:1", "--to", name, ...words]);
    expect(await run.ended).toBe(2);
    expect(run.stderr()).toMatch(said);
    expect(left(name)).toEqual([]);
  });
});

describe.concurrent("limits and secrets", () => {
  test("--max-bytes ends in a whole recording that is no larger, and --resume takes the rest", async ({ expect }) => {
    const bus = await (SERVER_KINDS[0] as (typeof SERVER_KINDS)[0]).start();
    const file = path.join(cli.folder, "limited.wtr");
    for (let n = 0; n < 300; n++)
      await bus.add("s", ["topic", "t", "payload", Buffer.from(`${Math.sin(n)}`.repeat(20)).toString("base64")]);
    const run = capturing(cli, [bus.url, "--to", file, "--from", "start", "--max-bytes", "64k", "--json"]);
    expect(await run.ended).toBe(0);
    const first = JSON.parse(run.stdout()) as { ended: string; entries: number; bytes: number };
    expect(first.ended).toBe("full");
    expect(statSync(file).size).toBe(first.bytes);
    expect(first.bytes).toBeLessThanOrEqual(65_536);
    const rest = capturing(cli, [bus.url, "--to", file, "--resume", "--for", "0s", "--json"]);
    expect(await rest.ended).toBe(0);
    expect(first.entries + (JSON.parse(rest.stdout()) as { entries: number }).entries).toBe(300);
    await bus.stop();
  });

  test("passwords are in no file and no output; payload secrets only with --keep-secrets", async ({ expect }) => {
    const bus = await (SERVER_KINDS[0] as (typeof SERVER_KINDS)[0]).start();
    await bus.ask(
      "ACL", "SETUSER", "watcher", "on", ">hunter2", "~*", "+@read", "+@connection", "+@transaction", "+time",
      "+@stream",
    );
    await bus.add("s", ["topic", "t", "payload", '{"api_key":"KEYKEYKEYKEYKEYKEYKEY"}']);
    const url = bus.url.replace("redis://", "redis://watcher@");
    for (const [name, words, isKept] of [
      ["redacted.wtr", [], false], ["kept.wtr", ["--keep-secrets"], true],
    ] as const) {
      const file = path.join(cli.folder, name);
      const run = capturing(cli, [url, "--to", file, "--from", "start", "--for", "0s", ...words], {
        REDISCLI_AUTH: "hunter2",
      });
      expect([await run.ended, run.stderr()]).toEqual([0, ""]);
      expect(run.stdout()).toContain(
        isKept ? "nothing was redacted: --keep-secrets" : "redacted 1 values that look like credentials: api_key ×1",
      );
      const inspect = running(cli, ["inspect", file, "--jsonl"]);
      await inspect.ended;
      const lines = inspect.stdout();
      expect(lines.includes("KEYKEYKEY")).toBe(isKept);
      expect(lines + run.stdout() + readFileSync(file, "latin1")).not.toContain("hunter2");
      expect(lines).toContain("redis://watcher:***@127.0.0.1");
    }
    await bus.stop();
  });

  test("what is there under the name stays, and a capture of nothing ends in exit code 3", async ({ expect }) => {
    const bus = await (SERVER_KINDS[0] as (typeof SERVER_KINDS)[0]).start();
    const file = path.join(cli.folder, "nothing.wtr");
    const run = capturing(cli, [bus.url, "--to", file, "--for", "0s"]);
    expect(await run.ended).toBe(3);
    expect(existsSync(file)).toBe(true);
    const second = capturing(cli, [bus.url, "--to", file, "--for", "0s"]);
    expect(await second.ended).toBe(2);
    expect(second.stderr()).toContain("--resume");
    await bus.stop();
  });
});
