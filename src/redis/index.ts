/** The model of a Redis server, and a client for tests that talks to it without a connection. */
export { SimRedis, type SimRedisOptions } from "./mock/sim-redis.ts";
export { SimServer, type SimServerOptions } from "./mock/sim-server.ts";
export type { InitialValue } from "./mock/initial-data.ts";
export type { Timing } from "./wire/transport.ts";
export { modelRedis, type ModelRedisOptions } from "./model-redis.ts";
export { RedisServer } from "./server/server.ts";
export { COMPATS, type Compat } from "./server/compat.ts";
