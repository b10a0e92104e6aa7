import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TcpServer } from "../../../src/redis/live/tcp-server.ts";
import { Status } from "../../../src/redis/server/reply.ts";
import { hostileBytes } from "../resp/command-streams.ts";
import { portOf, serve, SocketClient, until } from "./socket-client.ts";

const MEGABYTE = 1_048_576;

let tcp: TcpServer;
beforeAll(async () => {
  tcp = await serve();
});
afterAll(() => tcp.close());

const isAlive = async (): Promise<void> => {
  const client = new SocketClient(portOf(tcp));
  expect(await client.run("PING")).toEqual(new Status("PONG"));
  client.close();
  await until(() => tcp.service.connections.size === 0);
};

test("thousands of connections full of garbage leave the server as it was", async () => {
  const garbage = fc.sample(hostileBytes, { numRuns: 3_000, seed: 7 });
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  for (let start = 0; start < garbage.length; start += 100) {
    const clients = garbage.slice(start, start + 100).map((bytes) => {
      const client = new SocketClient(portOf(tcp));
      client.socket.end(bytes);
      return client;
    });
    await Promise.all(clients.map((client) => client.whenClosed));
  }
  await isAlive();
  expect(tcp.service.server.sessions.size).toBe(0);
  globalThis.gc?.();
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEGABYTE);
});

test("announced gigabytes cost nothing before they come", async () => {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const clients = Array.from({ length: 200 }, () => new SocketClient(portOf(tcp)));
  for (const client of clients) client.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$500000000\r\nx");
  await until(() => [...tcp.service.connections].filter(({ heldBytes }) => heldBytes > 0).length === 200);
  globalThis.gc?.();
  const after = process.memoryUsage();
  expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(100 * MEGABYTE);
  for (const client of clients) client.close();
  await isAlive();
});

test("an endless line ends after 64 KB", async () => {
  const client = new SocketClient(portOf(tcp));
  client.send("x".repeat(100_000));
  await client.whenClosed;
  expect(client.received).toBe("-ERR Protocol error: too big inline request\r\n");
  await isAlive();
});
