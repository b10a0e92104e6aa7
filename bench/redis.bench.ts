import type { Heat } from "./kit/heat.ts";
import { race } from "./kit/race.ts";

// The model of Redis, reached directly: what a command costs without a socket, and whether it costs more in a long
// stream.

const SHORT = 1_000;
const LONG = 1_000_000;

const append: Heat = {
  name: "XADD of 128 bytes",
  operation: "entry",
  subject: "into 1,000,000 entries",
  contenders: [
    { name: "into 1,000,000 entries", open: async () => (await import("./redis/model-append.ts")).open(LONG) },
    { name: "into 1,000 entries", open: async () => (await import("./redis/model-append.ts")).open(SHORT) },
    { name: "ioredis-mock, into 1,000", open: async () => (await import("./redis/ioredis-mock.ts")).openAppend(SHORT) },
  ],
  // "The same cost": a cache miss more is allowed for.
  requirements: [{ rival: "into 1,000 entries", atLeast: 1 / 1.5 }],
  rate: { atLeast: 1e6 },
  checkOperations: 1_000,
};

const consume: Heat = {
  name: "XREADGROUP and XACK of 100",
  operation: "entry",
  subject: "model",
  contenders: [{ name: "model", open: async () => (await import("./redis/model-consume.ts")).open() }],
  requirements: [],
  rate: { atLeast: 3e6 },
  checkOperations: 1_000,
};

const mockAppend: Heat = {
  name: "XADD by a client for tests, into 100,000 entries",
  operation: "entry",
  subject: "SimRedis",
  contenders: [
    { name: "SimRedis", open: async () => (await import("./redis/sim-redis.ts")).openAppend(100_000) },
    { name: "ioredis-mock", open: async () => (await import("./redis/ioredis-mock.ts")).openAppend(100_000) },
  ],
  requirements: [{ rival: "ioredis-mock", atLeast: 100 }],
  checkOperations: 20,
};

const mockCall: Heat = {
  name: "a call of a client for tests",
  operation: "call",
  subject: "SimRedis, XADD",
  contenders: [
    { name: "SimRedis, XADD", open: async () => (await import("./redis/sim-redis.ts")).openAppend(1_000) },
    { name: "SimRedis, SET", open: async () => (await import("./redis/sim-redis.ts")).openSet() },
    { name: "ioredis-mock, SET", open: async () => (await import("./redis/ioredis-mock.ts")).openSet() },
  ],
  requirements: [{ rival: "ioredis-mock, SET", atLeast: 1 / 2 }],
  checkOperations: 1_000,
};

const wire: Heat = {
  name: "XADD by a real ioredis on the wire, pipelines of 1,000",
  operation: "entry",
  subject: "ioredis on the model",
  contenders: [{ name: "ioredis on the model", open: async () => (await import("./redis/wire.ts")).open() }],
  requirements: [],
  rate: { atLeast: 1e5 },
  checkOperations: 1_000,
};

await race({ bench: "redis", heats: [append, consume, mockAppend, mockCall, wire] });
