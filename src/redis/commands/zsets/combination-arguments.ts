import type { SetValue } from "../../sets/set-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { parseDouble } from "../../server/numbers.ts";
import { ReplyError, syntaxError, wrongType } from "../../server/reply.ts";
import type { SortedSetValue } from "../../zsets/sorted-set-value.ts";
import { integer, notNegative } from "../lists/integer-arguments.ts";

export type Operand = SortedSetValue | SetValue;
export type Aggregate = "sum" | "min" | "max";

export interface Combination {
  /** Undefined where there is no key. */
  readonly operands: readonly (Operand | undefined)[];
  readonly weights: readonly number[];
  readonly aggregate: Aggregate;
  readonly withScores: boolean;
  /** 0 for none. */
  readonly limit: number;
}

/** Which options a command of the family takes. */
export interface Takes {
  readonly weights?: boolean;
  readonly withScores?: boolean;
  readonly limit?: boolean;
}

/** Reads `numkeys key… [WEIGHTS…] [AGGREGATE…] [WITHSCORES] [LIMIT…]`, the number standing at `at`. */
export function combinationOf(context: CommandContext, args: readonly Bytes[], at: number, takes: Takes): Combination {
  const count = integer(args[at]);
  if (count < 1) {
    throw new ReplyError(`ERR at least 1 input key is needed for '${(args[0] as Bytes).toLowerCase()}' command`);
  }
  if (count > args.length - at - 1) throw syntaxError();
  const operands = args.slice(at + 1, at + 1 + count).map((key) => operandAt(context, key));
  return { operands, ...optionsOf(args, at + 1 + count, count, takes) };
}

function optionsOf(args: readonly Bytes[], at: number, count: number, takes: Takes): Omit<Combination, "operands"> {
  let weights = Array.from({ length: count }, () => 1);
  let aggregate: Aggregate = "sum";
  let withScores = false;
  let limit = 0;
  let i = at;
  while (i < args.length) {
    const name = (args[i++] as Bytes).toLowerCase();
    const left = args.length - i;
    if (name === "weights" && takes.weights === true && left >= count) {
      weights = args.slice(i, i + count).map(weightOf);
      i += count;
    } else if (name === "aggregate" && takes.weights === true && left >= 1) {
      aggregate = aggregateOf(args[i++] as Bytes);
    } else if (name === "withscores" && takes.withScores === true) {
      withScores = true;
    } else if (name === "limit" && takes.limit === true && left >= 1) {
      limit = notNegative(args[i++], "ERR LIMIT can't be negative");
    } else {
      throw syntaxError();
    }
  }
  return { weights, aggregate, withScores, limit };
}

function operandAt(context: CommandContext, key: Bytes): Operand | undefined {
  const value = context.db.get(key);
  if (value !== undefined && value.type !== "zset" && value.type !== "set") throw wrongType();
  return value as Operand | undefined;
}

function weightOf(text: Bytes): number {
  const weight = parseDouble(text);
  if (weight === undefined) throw new ReplyError("ERR weight value is not a float");
  return weight;
}

function aggregateOf(text: Bytes): Aggregate {
  const aggregate = text.toLowerCase();
  if (aggregate !== "sum" && aggregate !== "min" && aggregate !== "max") throw syntaxError();
  return aggregate;
}
