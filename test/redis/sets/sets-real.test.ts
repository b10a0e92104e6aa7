import fc from "fast-check";
import {
  comparesWithRealServers, index, key, member, perhaps, several, unordered, words,
} from "../lists/real-comparison.ts";

const keys = several(key, 3);

comparesWithRealServers("sets", fc.oneof(
  words("SADD", key, several(member, 5)),
  words("SADD", key, several(fc.nat(20).map(String), 5)),
  words("SREM", key, several(member, 3)),
  words("SCARD", key),
  words("SISMEMBER", key, member),
  words("SMISMEMBER", key, several(member, 3)),
  words("SMOVE", key, key, member),
  unordered(words(fc.constantFrom("SMEMBERS", "SINTER"), key)),
  unordered(words(fc.constantFrom("SINTER", "SUNION", "SDIFF"), keys)),
  words(fc.constantFrom("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"), key, keys),
  words("SINTERCARD", "2", key, key, perhaps("LIMIT", index)),
  unordered(words(fc.constantFrom("SPOP", "SRANDMEMBER"), key, "100")),
));
