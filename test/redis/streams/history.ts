import fc from "fast-check";

/**
 * Random histories of stream commands on two keys, two groups and three consumers, without `*`, so that they can be
 * repeated.
 */
export type Command = readonly string[];

const word = (...words: string[]): fc.Arbitrary<string[]> => fc.constant(words);
const number = (max: number): fc.Arbitrary<string> => fc.nat({ max }).map(String);
const maybe = (args: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> => fc.oneof(fc.constant<string[]>([]), args);
const joined = (...parts: fc.Arbitrary<string[]>[]): fc.Arbitrary<string[]> =>
  fc.tuple(...parts).map((found) => found.flat());
const one = (arg: fc.Arbitrary<string>): fc.Arbitrary<string[]> => arg.map((text) => [text]);

const key = one(fc.constantFrom("s", "s", "t"));
const group = one(fc.constantFrom("g", "g", "h"));
const consumer = one(fc.constantFrom("c1", "c2", "c3"));
const id = fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 2 })).map(([ms, seq]) => `${ms}-${seq}`);
const start = one(fc.oneof(fc.constant("-"), id, id.map((text) => `(${text}`)));
const end = one(fc.oneof(fc.constant("+"), id, id.map((text) => `(${text}`)));
const ids = fc.array(id, { minLength: 1, maxLength: 4 });
const value = fc.oneof(
  fc.constantFrom("1", "v", "-5", "12345", "99999999999", "-4097", "00", "9223372036854775808", ""),
  fc.nat({ max: 700 }).map((length) => "x".repeat(length)),
);
const fields = fc
  .array(fc.tuple(fc.constantFrom("f", "f", "g", "7"), value), { minLength: 1, maxLength: 3 })
  .map((pairs) => pairs.flat());
const count = maybe(joined(word("COUNT"), one(number(5))));
const trim = fc.oneof(
  joined(word("MAXLEN"), one(fc.constantFrom("~", "=")), one(number(30))),
  joined(word("MINID"), one(fc.constantFrom("~", "=")), one(id)),
  joined(word("MAXLEN", "~"), one(number(30)), word("LIMIT"), one(number(30))),
);
const entriesRead = maybe(joined(word("ENTRIESREAD"), one(fc.integer({ min: -1, max: 30 }).map(String))));
const idle = one(fc.constantFrom("0", "0", "100000"));
const claimOptions = joined(
  maybe(word("FORCE")), maybe(word("JUSTID")), maybe(joined(word("RETRYCOUNT"), one(number(4)))),
  maybe(word("IDLE", "200000")),
  maybe(joined(word("LASTID"), one(id))),
);

/** Ids that mostly grow: places in the history stand for milliseconds. */
const adding = joined(word("XADD"), key, maybe(trim), word("<next>"), fields);

const writing: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 10, arbitrary: adding },
  { weight: 1, arbitrary: joined(word("XADD"), key, maybe(word("NOMKSTREAM")), one(id), fields) },
  { weight: 2, arbitrary: joined(word("XDEL"), key, ids) },
  { weight: 1, arbitrary: joined(word("XTRIM"), key, trim) },
  {
    weight: 2,
    arbitrary: joined(word("XGROUP", "CREATE"), key, group, one(fc.oneof(fc.constantFrom("0", "$"), id)), entriesRead),
  },
  {
    weight: 1,
    arbitrary: joined(word("XGROUP", "SETID"), key, group, one(fc.oneof(fc.constantFrom("0", "$"), id)), entriesRead),
  },
  {
    weight: 1,
    arbitrary: joined(
      one(fc.constant("XGROUP")), one(fc.constantFrom("CREATECONSUMER", "DELCONSUMER")), key, group, consumer,
    ),
  },
  {
    weight: 5,
    arbitrary: joined(
      word("XREADGROUP", "GROUP"), group, consumer, count, maybe(word("NOACK")), word("STREAMS"), key, word(">"),
    ),
  },
  { weight: 2, arbitrary: joined(word("XACK"), key, group, ids) },
  { weight: 2, arbitrary: joined(word("XCLAIM"), key, group, consumer, idle, ids, claimOptions) },
  {
    weight: 2,
    arbitrary: joined(
      word("XAUTOCLAIM"), key, group, consumer, idle, one(id), word("COUNT"), one(fc.constantFrom("1", "3")),
      maybe(word("JUSTID")),
    ),
  },
  {
    weight: 1,
    arbitrary: joined(
      word("XSETID"), key, one(id), maybe(joined(word("ENTRIESADDED"), one(number(60)), word("MAXDELETEDID"), one(id))),
    ),
  },
);

const reading: fc.Arbitrary<string[]> = fc.oneof(
  joined(word("XRANGE"), key, start, end, count), joined(word("XREVRANGE"), key, end, start, count),
  joined(word("XREAD"), count, word("STREAMS"), key, one(fc.oneof(fc.constantFrom("$", "+"), id))),
  joined(word("XREADGROUP", "GROUP"), group, consumer, count, word("STREAMS"), key, one(id)),
  joined(word("XPENDING"), key, group),
  joined(word("XPENDING"), key, group, start, end, one(number(9)), maybe(consumer)),
  joined(word("XINFO", "STREAM"), key), joined(word("XINFO", "STREAM"), key, word("FULL")),
  joined(word("XINFO", "GROUPS"), key), joined(word("XINFO", "CONSUMERS"), key, group), joined(word("XLEN"), key),
);

/** Each `<next>` becomes an id a little after the place in the history. */
const placed = (commands: readonly string[][]): readonly Command[] =>
  commands.map((args, place) => args.map((arg) => (arg === "<next>" ? `${1 + (place >> 2)}-*` : arg)));

/** Commands that change streams. */
export const writeHistories = (maxLength: number): fc.Arbitrary<readonly Command[]> =>
  fc.array(writing, { minLength: 1, maxLength, size: "max" }).map(placed);

/** Those, and commands that look at them. */
export const histories = (maxLength: number): fc.Arbitrary<readonly Command[]> =>
  fc
    .array(fc.oneof({ weight: 5, arbitrary: writing }, { weight: 2, arbitrary: reading }), {
      minLength: 1, maxLength, size: "max",
    })
    .map(placed);
