import type { HashValue } from "../../hashes/hash-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { ReplyError, syntaxError, type Reply } from "../../server/reply.ts";
import { symmetric } from "../lists/integer-arguments.ts";
import { distinctSample, independentSample, type Pool } from "../sets/random-sample.ts";
import { cursorArgument, scanOptions } from "../sets/scan-options.ts";
import { hashAt } from "./hash-access.ts";

const poolOf = (hash: HashValue): Pool => ({
  size: hash.size,
  random: (random) => hash.random(random),
  [Symbol.iterator]: () => hash.fields(),
});

/** With values, so many pairs would be twice as many replies as a server counts. */
const MOST_PAIRS = 4_611_686_018_427_387_903n;

const isBeyond = (count: bigint): boolean => count > MOST_PAIRS || count < -MOST_PAIRS;

/** HRANDFIELD key [count [WITHVALUES]]: distinct fields, or independent ones when the count is negative. */
export const hrandfield: Run = (context, args) => {
  const { random } = context.server;
  if (args.length === 2) return hashAt(context, args[1] as Bytes)?.random(random) ?? null;
  const count = symmetric(args[2]);
  if (args.length > 4 || (args.length === 4 && args[3]?.toLowerCase() !== "withvalues")) return syntaxError();
  const withValues = args.length === 4;
  if (withValues && isBeyond(BigInt(args[2] as Bytes))) return new ReplyError("ERR value is out of range");
  const hash = hashAt(context, args[1] as Bytes);
  if (hash === undefined) return [];
  const pool = poolOf(hash);
  const fields = count >= 0 ? distinctSample(pool, count, random) : independentSample(pool, -count, random);
  if (!withValues) return fields;
  const pairs = fields.map((field) => [field, hash.get(field) ?? null]);
  return context.session.protocol === 3 ? pairs : pairs.flat();
};

/** HSCAN key cursor [MATCH pattern] [COUNT count] [NOVALUES]. */
export const hscan: Run = (context, args) => {
  const from = cursorArgument(args[2] as Bytes, context.compat);
  const hash = hashAt(context, args[1] as Bytes);
  if (hash === undefined) return ["0", []];
  let withValues = true;
  const { count, matches } = scanOptions(context, args, 3, (name) => {
    if (name !== "novalues" || !atLeast(context.compat, "8.0")) return 0;
    withValues = false;
    return 1;
  });
  const { cursor, keys } = hash.scan(from, count);
  const found: Reply[] = [];
  for (const field of keys) {
    if (!matches(field)) continue;
    found.push(field);
    if (withValues) found.push(hash.get(field) ?? null);
  }
  return [String(cursor), found];
};
