import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec, Run } from "../../server/command.ts";
import { helpCommand } from "../../server/help.ts";
import { parseInteger } from "../../server/int64.ts";
import { ReplyError, type Reply } from "../../server/reply.ts";
import type { Value } from "../../server/value.ts";
import type { StringValue } from "../../strings/string-value.ts";

/** What a server says of integers that it shares among all keys: the largest of its integers. */
const SHARED = 2_147_483_647;
const SHARED_INTEGERS = 10_000;
/** Of a clock of 24 bits that counts seconds. */
const CLOCK_RANGE = 2 ** 24;

const SWITCHING =
  "Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.";

const policyOf = ({ server: { config } }: CommandContext): string => config.text("maxmemory-policy");

const row = (name: string, run: (context: CommandContext, value: Value) => Reply): CommandSpec => ({
  name: `object|${name}`, arity: 3, flags: ["readonly"], keys: [2, 2, 1], categories: ["@keyspace"],
  run: onValue(run),
});

const onValue = (run: (context: CommandContext, value: Value) => Reply): Run => (context, args) => {
  const value = context.db.peek(args[2] as Bytes);
  return value === undefined ? null : run(context, value);
};

function references(context: CommandContext, value: Value): number {
  if (value.type !== "string" || value.encoding !== "int") return 1;
  const integer = parseInteger((value as StringValue).text) as number | bigint;
  if (integer < 0 || integer >= SHARED_INTEGERS) return 1;
  // A policy that looks at each value's access needs each value for itself.
  const policy = policyOf(context);
  const separate =
    context.server.config.number("maxmemory") > 0 && (policy.endsWith("-lru") || policy.endsWith("-lfu"));
  return separate ? 1 : SHARED;
}

function idleSeconds(context: CommandContext, value: Value): number {
  if (policyOf(context).endsWith("-lfu")) {
    throw new ReplyError(`ERR An LFU maxmemory policy is selected, idle time not tracked. ${SWITCHING}`);
  }
  const now = Math.floor(context.nowMs / 1_000);
  return (((now - (value.accessedAt ?? now)) % CLOCK_RANGE) + CLOCK_RANGE) % CLOCK_RANGE;
}

/** Frequencies are not counted under any policy. */
function frequency(): never {
  throw new ReplyError(`ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${SWITCHING}`);
}

export const object: CommandSpec = {
  name: "object", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    row("encoding", (_context, value) => value.encoding),
    row("freq", frequency),
    row("idletime", idleSeconds),
    row("refcount", references),
    helpCommand("object", [
      "ENCODING <key>",
      "    Return the kind of internal representation used in order to store the value",
      "    associated with a <key>.",
      "FREQ <key>",
      "    Return the access frequency index of the <key>. The returned integer is",
      "    proportional to the logarithm of the recent access frequency of the key.",
      "IDLETIME <key>",
      "    Return the idle time of the <key>, that is the approximated number of",
      "    seconds elapsed since the last access to the key.",
      "REFCOUNT <key>",
      "    Return the number of references of the value associated with the specified",
      "    <key>.",
    ], ["@keyspace"]),
  ],
};
