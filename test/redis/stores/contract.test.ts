import { Redis } from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";
import { SimRedis, SimServer } from "../../../src/redis/index.ts";
import { CONSUMER_OPTIONS, PRODUCER_OPTIONS } from "../../../src/redis/stores/client-options.ts";
import { IoredisStore } from "../../../src/redis/stores/ioredis-store.ts";
import { ms } from "../../../src/kernel/time.ts";
import { absence, installedReleases } from "../real/find-server.ts";
import { RealServer } from "../real/real-server.ts";
import { modelRedis, simulated } from "../../support/simulated.ts";
import { storeContract, type StoreRig } from "./contract.ts";

/** No machine stands still for so long: what is given up too early is not what these laws are about. */
const PATIENT = { commandTimeout: 60_000, connectTimeout: 60_000, socketTimeout: 60_000 };

storeContract("ModelStore", async (body) => {
  const world = simulated();
  const { store, tail } = modelRedis(world);
  let finished = false;
  await world.run(undefined, () => {
    body({ near: store("near"), far: store("far"), tail, sleep: (time) => world.clock.sleep(ms(time), "test") })
      .then(() => (finished = true)).catch(world.fail);
  });
  if (!finished) throw new Error("the world came to an end before the body did");
});

storeContract("IoredisStore on SimRedis", async (body) => {
  const server = new SimServer();
  const store = (): IoredisStore =>
    new IoredisStore({ commands: new SimRedis({ server }), reads: new SimRedis({ server }) });
  await body({ near: store(), far: store(), tail: store(), sleep: (time) => sleep(time) });
});

for (const { release, binary, title } of installedReleases()) {
  storeContract(
    `IoredisStore on ${title}`, (body) => onRealServer(binary as string, body),
    binary === undefined ? absence(release) : undefined,
  );
}

async function onRealServer(binary: string, body: (rig: StoreRig) => Promise<void>): Promise<void> {
  const server = await RealServer.start(binary);
  const clients: Redis[] = [];
  const connected = async (options: object): Promise<Redis> => {
    const client = new Redis(server.socketPath, { ...options, ...PATIENT, lazyConnect: true });
    clients.push(client);
    await client.connect();
    return client;
  };
  const store = async (): Promise<IoredisStore> =>
    new IoredisStore({ commands: await connected(PRODUCER_OPTIONS), reads: await connected(CONSUMER_OPTIONS) });
  try {
    await body({ near: await store(), far: await store(), tail: await store(), sleep: (time) => sleep(time) });
  } finally {
    for (const client of clients) client.disconnect();
    await server.stop();
  }
}
