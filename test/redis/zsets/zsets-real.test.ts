import fc from "fast-check";
import { comparesWithRealServers, index, key, member, perhaps, several, words } from "../lists/real-comparison.ts";

const score = fc.constantFrom(
  "1", "2", "3", "1.5", "-1", "0", "-0", "inf", "-inf", "0.1", "1e17", "123456789.125", "nan",
);
const bound = fc
  .tuple(fc.constantFrom("", "("), fc.constantFrom("1", "2", "-1", "0", "inf", "-inf", "x"))
  .map((parts) => parts.join(""));
const lexBound = fc.constantFrom("-", "+", "[a", "(a", "[c", "(d", "[", "[zz", "(1", "x");
const scored = fc.array(fc.tuple(score, member), { minLength: 1, maxLength: 4 }).map((pairs) => pairs.flat());
const limit = perhaps("LIMIT", index, index);
const aggregate = perhaps("AGGREGATE", fc.constantFrom("SUM", "MIN", "MAX"));

comparesWithRealServers(
  "sorted sets",
  fc.oneof(
    words(
      "ZADD", key, perhaps(fc.constantFrom("NX", "XX")), perhaps(fc.constantFrom("GT", "LT")), perhaps("CH"), scored,
    ),
    words("ZADD", key, scored), words("ZADD", key, "INCR", score, member), words("ZINCRBY", key, score, member),
    words("ZREM", key, several(member, 3)), words(fc.constantFrom("ZRANK", "ZREVRANK", "ZSCORE"), key, member),
    words("ZCOUNT", key, bound, bound),
    words(fc.constantFrom("ZRANGE", "ZREVRANGE"), key, index, index, perhaps("WITHSCORES")),
    words("ZRANGE", key, bound, bound, "BYSCORE", perhaps("REV"), limit, perhaps("WITHSCORES")),
    words("ZRANGESTORE", key, key, bound, bound, "BYSCORE", perhaps("REV"), limit),
    words(fc.constantFrom("ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), key, bound, bound, limit),
    words("ZREMRANGEBYRANK", key, index, index), words("ZREMRANGEBYSCORE", key, bound, bound),
    words(fc.constantFrom("ZPOPMIN", "ZPOPMAX"), key, perhaps(index)),
    words("ZMPOP", "2", key, key, fc.constantFrom("MIN", "MAX"), perhaps("COUNT", index)),
    words(
      fc.constantFrom("ZUNION", "ZINTER"), "2", key, key, perhaps("WEIGHTS", score, score), aggregate,
      perhaps("WITHSCORES"),
    ),
    words(fc.constantFrom("ZUNIONSTORE", "ZINTERSTORE"), key, "2", key, key, aggregate),
    words("ZDIFF", "2", key, key, "WITHSCORES"), words("ZDIFFSTORE", key, "2", key, key),
    words("ZINTERCARD", "2", key, key, perhaps("LIMIT", index)),
    // Members of one score: of others, the order is not defined.
    words("ZADD", "lex", "0", member),
    words(fc.constantFrom("ZRANGEBYLEX", "ZREVRANGEBYLEX"), "lex", lexBound, lexBound, limit),
    words(fc.constantFrom("ZLEXCOUNT", "ZREMRANGEBYLEX"), "lex", lexBound, lexBound),
  ),
);
