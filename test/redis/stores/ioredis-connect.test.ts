import { createServer, type Server } from "node:net";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { DEFAULT_DATABASE_CONFIG, type DatabaseConfig } from "../../../src/bus/config/message-bus-config.ts";
import { failureCause } from "../../../src/bus/factory/bus-failure.ts";
import { ioredisConnect } from "../../../src/redis/stores/ioredis-connect.ts";
import { DeployedWorld } from "../wire/deployed-world.ts";

const DATABASE: DatabaseConfig = { ...DEFAULT_DATABASE_CONFIG, host: "10.0.0.11" };

/** What came of an attempt to connect: the server's facts, or the cause and the reason of the failure. */
async function attempt(
  world: DeployedWorld, database: DatabaseConfig | undefined, endpoint = "master",
): Promise<readonly string[]> {
  const made: Redis[] = [];
  const connect = ioredisConnect((options) => {
    made.push(world.client(options, endpoint));
    return made.at(-1) as Redis;
  });
  try {
    const { server, close } = await connect(database);
    await close();
    return ["connected", server?.version ?? "", server?.role ?? ""];
  } catch (error) {
    return [failureCause(error), (error as Error).message];
  } finally {
    await world.sleep(10);
    expect(made.map(({ status }) => status)).toEqual(["end", "end"]);
  }
}

describe("connecting through ioredis", () => {
  test("tells what the server is, with an address and without", async () => {
    await DeployedWorld.run({ replicas: 1 }, async (world) => {
      expect(await attempt(world, DATABASE)).toEqual(["connected", "7.2.4", "master"]);
      expect(await attempt(world, undefined)).toEqual(["connected", "7.2.4", "master"]);
      expect((await attempt(world, undefined, "redis-1"))[2]).toBe("replica");
    });
  });

  test("fails once and for good when nobody listens, and leaves no client behind that goes on trying", async () => {
    await DeployedWorld.run({}, async (world) => {
      world.deployment.crash("redis-0", "process");
      expect(await attempt(world, DATABASE)).toEqual(["unreachable", expect.stringContaining("ECONNREFUSED")]);
    });
  });

  test("fails with the server's own words when it does not let us in", async () => {
    await DeployedWorld.run({ parameters: { requirepass: "right" } }, async (world) => {
      expect(await attempt(world, { ...DATABASE, password: "wrong" })).toEqual([
        "denied", expect.stringContaining("WRONGPASS"),
      ]);
      expect(await attempt(world, DATABASE)).toEqual(["denied", expect.stringContaining("NOAUTH")]);
      expect((await attempt(world, { ...DATABASE, password: "right" }))[0]).toBe("connected");
    });
  });

  test("fails when what answers is no Redis", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    const port = await listening(server);
    try {
      const error: unknown = await ioredisConnect((options) => new Redis(options))({
        ...DATABASE,
        host: "127.0.0.1", port,
      }).catch((thrown: unknown) => thrown);
      expect([failureCause(error), (error as Error).message]).toEqual([
        "wrong-server", expect.stringContaining("does not speak"),
      ]);
    } finally {
      server.close();
    }
  });
});

const listening = (server: Server): Promise<number> => new Promise((resolve) => {
  server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
});
