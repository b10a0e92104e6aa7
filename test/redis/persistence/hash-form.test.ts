import { expect, test } from "vitest";
import { HashValue } from "../../../src/redis/hashes/hash-value.ts";
import { dumpPayload, readPayload } from "../../../src/redis/persistence/dump-payload.ts";
import { storedOf, valueOf } from "../../../src/redis/persistence/value-binding.ts";
import { DirectServer } from "../server/direct-client.ts";

test.each([
  [3, "listpack"], [513, "hashtable"],
])("a hash of %i fields is stored and loaded as a %s", (count, encoding) => {
  const { server } = new DirectServer("7.0");
  const limits = { entries: 512, value: 64 };
  const hash = new HashValue();
  for (let i = 0; i < count; i++) hash.set(`field ${i}`, String(i), limits);
  expect(hash.encoding).toBe(encoding);
  const loaded = valueOf(readPayload(dumpPayload(storedOf(hash), hash.encoding, "7.0"), "7.0"), server) as HashValue;
  expect([...loaded]).toEqual([...hash]);
  expect(loaded.encoding).toBe(encoding);
});
