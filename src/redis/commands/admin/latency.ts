import { SlowLog } from "../../info/slow-log.ts";
import { Statistics } from "../../info/statistics.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec, Run } from "../../server/command.ts";
import { helpCommand } from "../../server/help.ts";
import { MapReply, ReplyError, VerbatimReply, type Reply } from "../../server/reply.ts";
import { LATENCY_HELP } from "./help-texts.ts";

/** The one event that a model samples. */
const EVENT = "command";

const row = (name: string, arity: number, run: Run): CommandSpec => ({
  name: `latency|${name}`, arity, flags: ["admin", "noscript", "loading", "stale"], keys: [0, 0, 0], categories: [],
  run,
});

function latest({ server }: CommandContext): Reply {
  const { samples } = server.part(SlowLog);
  const last = samples.at(-1);
  return last === undefined ? [] : [[EVENT, last.at, last.ms, Math.max(...samples.map(({ ms }) => ms))]];
}

function history({ server }: CommandContext, args: readonly Bytes[]): Reply {
  return args[2] === EVENT ? server.part(SlowLog).samples.map(({ at, ms }) => [at, ms]) : [];
}

/** The extremes, without the drawing. */
function graph({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const values = server.part(SlowLog).samples.map(({ ms }) => ms);
  if (args[2] !== EVENT || values.length === 0)
    return new ReplyError(`ERR No samples available for event '${args[2]}'`);
  const [high, low] = [Math.max(...values), Math.min(...values)];
  return new VerbatimReply(
    "txt", `${EVENT} - high ${high} ms, low ${low} ms (all time high ${high} ms)\n${"-".repeat(80)}\n`,
  );
}

function reset({ server }: CommandContext, args: readonly Bytes[]): Reply {
  return args.length === 2 || args.slice(2).includes(EVENT) ? server.part(SlowLog).clearSamples() : 0;
}

function doctor({ server, compat }: CommandContext): Reply {
  if (server.config.number("latency-monitor-threshold") === 0) {
    return new VerbatimReply(
      "txt",
      compat === "8.0"
        ? 'Latency monitoring is disabled in this Valkey instance. You may use "CONFIG SET latency-monitor-threshold ' +
            '<milliseconds>." in order to enable it.\n'
        : "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use \"CONFIG SET " +
            "latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a deep space mission I'd suggest " +
            "to take a look at https://redis.io/topics/latency-monitor.\n",
    );
  }
  const { samples } = server.part(SlowLog);
  return new VerbatimReply("txt", `${samples.length} latency spikes were sampled.\n`);
}

/** Calls that took no time are all in the first class. */
function histogram({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const statistics = server.part(Statistics);
  const names = args.slice(2).map((name) => name.toLowerCase());
  const shown = [...statistics.commands].filter(([{ name }, { calls }]) =>
    calls > 0 && (names.length === 0 || names.includes(name) || names.includes(name.split("|")[0] as string)));
  return new MapReply(shown.flatMap(([{ name }, { calls }]) => [
    name, new MapReply(["calls", calls, "histogram_usec", new MapReply([1, calls])]),
  ]));
}

export const latency: CommandSpec = {
  name: "latency", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    row("doctor", 2, doctor), row("graph", 3, graph), row("history", 3, history), row("latest", 2, latest),
    row("reset", -2, reset), row("histogram", -2, histogram), helpCommand("latency", LATENCY_HELP, []),
  ],
};
