import { categoriesOf } from "../../acl/categories.ts";
import { keySpecsOf } from "../../acl/key-specs.ts";
import type { CommandSpec, Flag } from "../../server/command.ts";
import type { Compat } from "../../server/compat.ts";
import { MapReply, SetReply, Status, type Reply } from "../../server/reply.ts";
import { tipsOf } from "./command-tips.ts";

const FLAG_ORDER: readonly Flag[] = [
  "write", "readonly", "denyoom", "admin", "pubsub", "noscript", "blocking", "loading", "stale", "skip_monitor",
  "skip_slowlog", "asking", "fast", "no_auth", "no_mandatory_keys", "no_async_loading", "no_multi", "movablekeys",
  "allow_busy",
];

const statuses = (words: readonly string[]): Reply => new SetReply(words.map((word) => new Status(word)));

/** The ten elements that COMMAND INFO gives about a command. */
export function commandInfo(spec: CommandSpec, compat: Compat): Reply {
  return [
    spec.name, spec.arity, statuses(FLAG_ORDER.filter((flag) => spec.flags.includes(flag))), ...spec.keys,
    statuses(categoriesOf(spec).map((category) => `@${category}`)), tipsOf(spec.name, compat === "7.0"),
    keySpecsOf(spec.name).map(keySpec), (spec.subcommands ?? []).map((subcommand) => commandInfo(subcommand, compat)),
  ];
}

function keySpec(text: string): Reply {
  const [flags, begin, find] = text.split("/") as [string, string, string];
  return new MapReply([
    "flags", statuses(flags.split(" ")), "begin_search", beginSearch(begin), "find_keys", findKeys(find),
  ]);
}

const typed = (type: string, spec: readonly Reply[]): Reply => new MapReply(["type", type, "spec", new MapReply(spec)]);

function beginSearch(begin: string): Reply {
  if (begin === "?") return typed("unknown", []);
  const [word, from] = begin.split(":") as [string, string | undefined];
  return from === undefined
    ? typed("index", ["index", Number(word)]) : typed("keyword", ["keyword", word, "startfrom", Number(from)]);
}

function findKeys(find: string): Reply {
  if (find === "?") return typed("unknown", []);
  const words = find.split(" ");
  const [one, two, three] = (words[0] === "n" ? words.slice(1) : words).map(Number) as [number, number, number];
  return words[0] === "n"
    ? typed("keynum", ["keynumidx", one, "firstkey", two, "keystep", three])
    : typed("range", ["lastkey", one, "keystep", two, "limit", three]);
}
