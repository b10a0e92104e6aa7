import { storeContract } from "../stores/contract.ts";
import { DeployedWorld } from "./deployed-world.ts";

storeContract("IoredisStore over the wire on a deployment", async (body) => {
  const persistence = { kind: "aof", fsync: "everysec" } as const;
  await DeployedWorld.run({ persistence, replicas: 1 }, async (world) => {
    const [near, far] = [world.store(), world.store()];
    await world.ready();
    await body({ near, far, sleep: (time) => world.sleep(time) });
  });
});
