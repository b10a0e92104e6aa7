import fc from "fast-check";

/** A command of a random history; `Infinity` never occurs, so histories print well. */
export type Words = readonly string[];

const key = (letter: string): fc.Arbitrary<string> => fc.nat({ max: 2 }).map((n) => `${letter}${n}`);
const word = fc.oneof(
  fc.string({ maxLength: 6 }), fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.nat({ max: 300 }).map((length) => "ab".repeat(length)),
);
const member = fc.oneof(fc.nat({ max: 9 }).map(String), word);
const words = fc.array(member, { minLength: 1, maxLength: 4 });
const group = fc.constantFrom("g", "h");
const consumer = fc.constantFrom("alice", "bob");

/** Commands on streams, as a bus sends them. */
export const streamCommand: fc.Arbitrary<Words> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(key("x"), fc.constantFrom("f", "other"), word).map(([k, f, v]) => ["XADD", k, "*", f, v]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(key("x"), fc.nat({ max: 5 }), word)
      .map(([k, n, v]) => ["XADD", k, "MAXLEN", String(n), "*", "f", v]),
  },
  { weight: 2, arbitrary: fc.tuple(key("x"), group).map(([k, g]) => ["XGROUP", "CREATE", k, g, "0", "MKSTREAM"]) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(key("x"), group, consumer, fc.integer({ min: 1, max: 3 }))
      .map(([k, g, c, n]) => ["XREADGROUP", "GROUP", g, c, "COUNT", String(n), "STREAMS", k, ">"]),
  },
  { weight: 1, arbitrary: fc.tuple(key("x"), group, consumer).map(([k, g, c]) => ["XAUTOCLAIM", k, g, c, "0", "0"]) },
  { weight: 1, arbitrary: fc.tuple(key("x"), group, consumer).map(([k, g, c]) => ["XGROUP", "DELCONSUMER", k, g, c]) },
  { weight: 1, arbitrary: fc.tuple(key("x"), fc.nat({ max: 4 })).map(([k, n]) => ["XTRIM", k, "MAXLEN", String(n)]) },
);

/** Commands on every type that a server has. */
export const anyCommand: fc.Arbitrary<Words> = fc.oneof(
  { weight: 4, arbitrary: streamCommand },
  fc.tuple(key("s"), word).map(([k, v]) => ["SET", k, v]),
  fc.tuple(key("s"), word).map(([k, v]) => ["APPEND", k, v]),
  fc.tuple(key("l"), words).map(([k, v]) => ["RPUSH", k, ...v]),
  fc.tuple(key("l")).map(([k]) => ["LPOP", k]),
  fc.tuple(key("u"), words).map(([k, v]) => ["SADD", k, ...v]),
  fc.tuple(key("u")).map(([k]) => ["SPOP", k]),
  fc.tuple(key("z"), fc.double({ noNaN: true }), member).map(([k, score, v]) => ["ZADD", k, scoreText(score), v]),
  fc.tuple(key("h"), member, word).map(([k, f, v]) => ["HSET", k, f, v]),
  fc.tuple(fc.constantFrom("s0", "l0", "u0", "z0", "h0", "x0")).map(([k]) => ["DEL", k]),
  fc.tuple(fc.constantFrom("s1", "l1", "u1", "z1", "h1", "x1"), fc.integer({ min: 1, max: 100_000 }))
    .map(([k, ms]) => ["PEXPIRE", k, String(ms)]),
);

const scoreText = (score: number): string =>
  score === Infinity ? "inf" : score === -Infinity ? "-inf" : String(score);
