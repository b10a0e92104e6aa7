import { afterEach, describe, expect, test } from "vitest";
import { Decisions, type Override } from "../../../src/kernel/decisions.ts";
import type { TcpServer } from "../../../src/redis/live/tcp-server.ts";
import { FaultPlan, occurrence } from "../../../src/redis/wire/fault-plan.ts";
import { faultSite, type FaultName } from "../../../src/redis/wire/fault-table.ts";
import { portOf, serve, SocketClient } from "./socket-client.ts";

const servers: TcpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A client on the first connection of a server, which meets the fault at its command with that number. */
async function clientMeeting(fault: FaultName, index: number, delayUs = 0): Promise<SocketClient> {
  const tape: Override[] = [{ site: faultSite(fault), key: occurrence(1, index), choice: 0 }];
  const plan = new FaultPlan({ rates: {}, delayUs: [delayUs, delayUs] }, new Decisions(1, { enabled: [], tape }));
  const tcp = await serve({ faults: plan });
  servers.push(tcp);
  return new SocketClient(portOf(tcp));
}

const PUSHES = "RPUSH l a\r\nRPUSH l b\r\nRPUSH l c\r\n";
const lengthOf = (): number => {
  const value = servers[0]?.service.server.databases[0]?.get("l");
  return value === undefined ? 0 : (value as unknown as { readonly length: number }).length;
};

describe("a fault at the second of three commands", () => {
  test.each<[FaultName, string, number]>([
    ["drop", "", 1],
    ["reply-lost", "", 2],
    ["cut-mid-pipeline", ":1\r\n", 3],
  ])("%s: the client sees %j, and %i are applied", async (fault, received, applied) => {
    const client = await clientMeeting(fault, 1);
    client.send(PUSHES);
    await client.whenClosed;
    expect([client.received, lengthOf()]).toEqual([received, applied]);
  });

  test("half-open and deaf: the connection stays, and says no more", async () => {
    for (const [fault, applied] of [["half-open", 1], ["deaf", 3]] as const) {
      servers.length = 0;
      const client = await clientMeeting(fault, 1);
      client.send(PUSHES);
      await client.reply();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([client.received, client.closed, lengthOf()]).toEqual([":1\r\n", false, applied]);
      client.close();
      await servers[0]?.close();
    }
  });

  test("delay: the reply comes late, and the one after it not before", async () => {
    const client = await clientMeeting("delay", 1, 100_000);
    const started = performance.now();
    client.send(PUSHES);
    expect(await client.reply()).toBe(1);
    expect([await client.reply(), await client.reply()]).toEqual([2, 3]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(99);
    client.close();
  });

  test("refuse: there is no connection", async () => {
    const client = await clientMeeting("refuse", 0);
    await client.whenClosed;
    expect(client.received).toBe("");
  });
});
