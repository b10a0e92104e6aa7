/** The model of a Redis server, its deployments, and the clients and stores that reach it. */
export { SimRedis, type SimRedisOptions } from "./mock/sim-redis.ts";
export { SimServer, type SimServerOptions } from "./mock/sim-server.ts";
export type { InitialValue } from "./mock/initial-data.ts";
export type { Timing } from "./wire/transport.ts";
export { modelRedis, type ModelRedisOptions } from "./model-redis.ts";
export { RedisServer } from "./server/server.ts";
export { COMPATS, type Compat } from "./server/compat.ts";
export { Deployment, type DeploymentOptions, type Endpoint, type Promises } from "./deployment/deployment.ts";
export {
  FAILURES, lossWindowMs, mayLose, type Failure, type PersistenceSetting, type SavePoint,
} from "./deployment/durability.ts";
export { LAN_LATENCY, type LatencyTable } from "./link.ts";
export { WireServer, wireConnector, type WireOptions } from "./wire/wire-connector.ts";
export { DeploymentWire } from "./wire/deployment-wire.ts";
export { ModelStore, type ModelStoreOptions } from "./stores/model-store.ts";
export { ioredisConnect, type MakeClient } from "./stores/ioredis-connect.ts";
export { IoredisStore, type IoredisStoreOptions } from "./stores/ioredis-store.ts";
export { CONSUMER_OPTIONS, PRODUCER_OPTIONS } from "./stores/client-options.ts";
