import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TcpServer } from "../../../src/redis/live/tcp-server.ts";
import { NULL_ARRAY, Status } from "../../../src/redis/server/reply.ts";
import { portOf, serve, SocketClient, until } from "./socket-client.ts";

let tcp: TcpServer;
let clients: SocketClient[] = [];
const connect = (): SocketClient => {
  const client = new SocketClient(portOf(tcp));
  clients.push(client);
  return client;
};
beforeEach(async () => {
  tcp = await serve();
});
afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await tcp.close();
});

describe("a client over TCP", () => {
  test("is answered in order, however its pipeline is cut", async () => {
    const client = connect();
    const pipeline = Array.from(
      { length: 500 }, (_, index) => `*3\r\n$5\r\nRPUSH\r\n$1\r\nl\r\n$${String(index).length}\r\n${index}\r\n`,
    ).join("");
    for (let at = 0; at < pipeline.length; at += 777) client.send(pipeline.slice(at, at + 777));
    for (let index = 1; index <= 500; index++) expect(await client.reply()).toBe(index);
    expect(await client.run("LRANGE", "l", "498", "-1")).toEqual(["498", "499"]);
  });

  test("that says no more once it has asked is answered all the same", async () => {
    const client = connect();
    // As many bytes as one read takes: then the end is seen in the same turn.
    client.socket.end("PING\r\n".repeat(10_922) + "\r\n\r\n");
    await client.whenClosed;
    expect(client.received).toBe("+PONG\r\n".repeat(10_922));
  });

  test("that waits is answered when another serves it, and its next commands wait with it", async () => {
    const [reader, writer] = [connect(), connect()];
    reader.send("BLPOP q 0\r\nPING\r\n");
    await until(() => tcp.service.server.blocked.length === 1);
    expect(reader.received).toBe("");
    expect(await writer.run("RPUSH", "q", "x")).toBe(1);
    expect(await reader.reply()).toEqual(["q", "x"]);
    expect(await reader.reply()).toEqual(new Status("PONG"));
  });

  test("whose time is up is told so, about then", async () => {
    const client = connect();
    const started = performance.now();
    expect(await client.run("BLPOP", "q", "0.05")).toBe(NULL_ARRAY);
    expect(performance.now() - started).toBeGreaterThanOrEqual(49);
  });

  test("that waits and leaves is forgotten: what it waited for goes to the next", async () => {
    const [leaver, stayer, writer] = [connect(), connect(), connect()];
    leaver.send("BLPOP q 0\r\n");
    await until(() => tcp.service.server.blocked.length === 1);
    stayer.send("BLPOP q 0\r\n");
    await until(() => tcp.service.server.blocked.length === 2);
    leaver.close();
    await until(() => tcp.service.server.blocked.length === 1);
    await writer.run("RPUSH", "q", "x");
    expect(await stayer.reply()).toEqual(["q", "x"]);
  });

  test("that sends no command is told what is wrong, after the replies due to it, and its connection closes", async () => {
    const client = connect();
    client.send("PING\r\n*1\r\nx\r\nPING\r\n");
    await client.whenClosed;
    expect(client.received).toBe("+PONG\r\n-ERR Protocol error: expected '$', got 'x'\r\n");
    await until(() => tcp.service.connections.size === 0);
    expect(tcp.service.server.sessions.size).toBe(0);
  });

  test.each(["POST / HTTP/1.1\r\nHost: x\r\n\r\n", "host: x\r\n", "*1\r\n$4\r\npOSt\r\n"])(
    "that is a browser sending %j is cut off without a word", async (text) => {
      const client = connect();
      client.send(text);
      await client.whenClosed;
      expect(client.received).toBe("");
    });

  test("that does not read is read from no more; when it reads, it gets everything", async () => {
    const client = connect();
    await client.run("RPUSH", "l", "x".repeat(1_000_000));
    client.socket.pause();
    const asked = 100;
    client.send("LRANGE l 0 -1\r\n".repeat(asked));
    const [connection] = tcp.service.connections;
    await until(() => (connection?.heldBytes ?? 0) > 32_000_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(connection?.heldBytes).toBeLessThan(36_000_000);
    client.socket.resume();
    for (let i = 0; i < asked; i++) expect(((await client.reply()) as string[])[0]?.length).toBe(1_000_000);
  });
});

describe("the server", () => {
  test("asleep serves nobody; then everybody, and those whose time was up meanwhile", async () => {
    const [sleeper, other, waiter] = [connect(), connect(), connect()];
    await Promise.all([other.run("PING"), waiter.run("PING")]);
    waiter.send("BLPOP q 0.05\r\n");
    const started = performance.now();
    const since = (): number => performance.now() - started;
    let isOver = false;
    const slept = sleeper.run("DEBUG", "SLEEP", "0.2").then(since).finally(() => (isOver = true));
    // A machine that stands still meanwhile wakes up when the server does.
    await until(() => tcp.service.isBusy || isOver);
    const pinged = other.run("PING").then(since);
    const answered = waiter.reply().then(since);
    for (const ms of await Promise.all([slept, pinged, answered])) expect(ms).toBeGreaterThanOrEqual(199);
  });

  test("that cannot hold more for a client that does not read closes it, and the others go on", async () => {
    const [admin, reader] = [connect(), connect()];
    await admin.run("CONFIG", "SET", "client-output-buffer-limit", "normal 3000000 0 0");
    await admin.run("RPUSH", "l", "x".repeat(1_000_000));
    await reader.run("PING");
    reader.socket.pause();
    reader.send("LRANGE l 0 -1\r\n".repeat(40));
    await until(() => tcp.service.connections.size === 1);
    reader.socket.resume();
    await reader.whenClosed;
    expect(await admin.run("PING")).toEqual(new Status("PONG"));
  });

  test("closes every connection and lets go of its port", async () => {
    const client = connect();
    await client.run("PING");
    const port = portOf(tcp);
    await tcp.close();
    await client.whenClosed;
    tcp = await serve({ at: { port } });
    expect(portOf(tcp)).toBe(port);
  });

  test("closes at once though clients are just leaving", async () => {
    for (let round = 0; round < 20; round++) {
      const other = await serve();
      const leaving = Array.from({ length: 5 }, () => new SocketClient(portOf(other)));
      await Promise.all(leaving.map((client) => client.run("PING")));
      for (const client of leaving) client.socket.end();
      await new Promise((resolve) => setImmediate(resolve));
      await other.close();
    }
  });

  test("says when its port is taken", async () => {
    await expect(serve({ at: { port: portOf(tcp) } })).rejects.toMatchObject({
      code: "E_LISTEN", message: /EADDRINUSE/,
    });
  });

  test("serves a Unix socket, and leaves no file behind", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "wavetank-socket-")), "r.sock");
    const local = await serve({ at: { path: file } });
    const client = new SocketClient(file);
    expect(await client.run("PING")).toEqual(new Status("PONG"));
    client.close();
    await local.close();
    expect(existsSync(file)).toBe(false);
  });
});
