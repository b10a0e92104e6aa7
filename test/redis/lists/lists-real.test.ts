import fc from "fast-check";
import { comparesWithRealServers, index, key, member, perhaps, several, words } from "./real-comparison.ts";

const end = fc.constantFrom("LEFT", "RIGHT", "UP");

comparesWithRealServers("lists", fc.oneof(
  words(fc.constantFrom("RPUSH", "LPUSH"), key, several(member, 5)),
  words(fc.constantFrom("RPUSH", "LPUSH"), key, several(member, 5)),
  words(fc.constantFrom("RPUSHX", "LPUSHX"), key, several(member, 2)),
  words(fc.constantFrom("LPOP", "RPOP"), key, perhaps(index)),
  words("LRANGE", key, index, index),
  words("LRANGE", key, "0", "-1"),
  words("LINDEX", key, index),
  words("LLEN", key),
  words("LSET", key, index, member),
  words("LINSERT", key, fc.constantFrom("BEFORE", "AFTER"), member, member),
  words("LREM", key, index, member),
  words("LTRIM", key, index, index),
  words("LPOS", key, member, perhaps("RANK", index), perhaps("COUNT", index), perhaps("MAXLEN", index)),
  words("LMOVE", key, key, end, end),
  words("RPOPLPUSH", key, key),
  words("LMPOP", "2", key, key, end, perhaps("COUNT", index)),
));
