import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { MapReply, ReplyError, syntaxError, type Reply } from "../../server/reply.ts";
import { longestSubsequence, type Match } from "../../strings/longest-subsequence.ts";
import type { StringValue } from "../../strings/string-value.ts";
import { integer } from "../lists/integer-arguments.ts";

interface LcsOptions {
  readonly length: boolean;
  readonly indices: boolean;
  readonly withLengths: boolean;
  readonly shortest: number;
}

/** LCS key1 key2 [LEN] [IDX] [MINMATCHLEN length] [WITHMATCHLEN]. */
export const lcs: Run = (context, args) => {
  const left = textAt(context, args[1] as Bytes);
  const right = textAt(context, args[2] as Bytes);
  const { length, indices, withLengths, shortest } = readOptions(args);
  if (length && indices) return new ReplyError("ERR If you want both the length and indexes, please just use IDX.");
  checkMemory(context, left.length, right.length);
  const found = longestSubsequence(left, right);
  if (length) return found.text.length;
  if (!indices) return found.text;
  const long = found.matches.filter((match) => lengthOf(match) >= shortest);
  return new MapReply(["matches", long.map((match) => matchReply(match, withLengths)), "len", found.text.length]);
};

/** The table that is needed to find it takes four bytes for each pair of prefixes. */
function checkMemory({ server: { config } }: CommandContext, left: number, right: number): void {
  if ((left + 1) * (right + 1) * 4 > config.number("proto-max-bulk-len")) {
    throw new ReplyError("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
  }
}

function textAt(context: CommandContext, key: Bytes): Bytes {
  const value = context.db.get(key);
  if (value === undefined) return "";
  if (value.type !== "string") throw new ReplyError("ERR The specified keys must contain string values");
  return (value as StringValue).text;
}

function readOptions(args: readonly Bytes[]): LcsOptions {
  const options = { length: false, indices: false, withLengths: false, shortest: 0 };
  for (let i = 3; i < args.length; i++) {
    switch ((args[i] as Bytes).toLowerCase()) {
      case "len": options.length = true; break;
      case "idx": options.indices = true; break;
      case "withmatchlen": options.withLengths = true; break;
      case "minmatchlen":
        if (++i === args.length) throw syntaxError();
        options.shortest = integer(args[i]);
        break;
      default: throw syntaxError();
    }
  }
  return options;
}

const lengthOf = ({ left: [first, last] }: Match): number => last - first + 1;

const matchReply = (match: Match, withLength: boolean): Reply =>
  withLength ? [match.left, match.right, lengthOf(match)] : [match.left, match.right];
