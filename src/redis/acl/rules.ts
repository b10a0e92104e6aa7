import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec } from "../server/command.ts";
import { CATEGORIES } from "./categories.ts";
import { Selector, type KeyPattern } from "./selector.ts";
import { sha256 } from "./sha256.ts";
import type { User } from "./user.ts";

const SYNTAX = "Syntax error";
const UNKNOWN = "Unknown command or category name in ACL";
const HASH =
  "The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters";
const ABSENT = "The password you are trying to remove from the user does not exist";
const AFTER_ALL_KEYS =
  "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any " +
  "effect. Try 'resetkeys' to start with an empty list of patterns";
const AFTER_ALL_CHANNELS =
  "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not have " +
  "any effect. Try 'resetchannels' to start with an empty list of channels";

const removePassword = (user: User, hash: string): string | undefined => {
  if (!user.passwords.includes(hash)) return ABSENT;
  user.passwords = user.passwords.filter((password) => password !== hash);
  return undefined;
};

const addPassword = (user: User, hash: string): undefined => {
  if (!user.passwords.includes(hash)) user.passwords.push(hash);
  user.noPassword = false;
  return undefined;
};

const USER_WORDS: Readonly<Record<string, (user: User) => void>> = {
  on: (user) => void (user.enabled = true),
  off: (user) => void (user.enabled = false),
  nopass: (user) => {
    user.noPassword = true;
    user.passwords = [];
  },
  resetpass: (user) => {
    user.noPassword = false;
    user.passwords = [];
  },
  "sanitize-payload": (user) => void (user.sanitizing = "sanitize-payload"),
  "skip-sanitize-payload": (user) => void (user.sanitizing = "skip-sanitize-payload"),
  clearselectors: (user) => void (user.selectors = []),
  reset: (user) => user.reset(),
};

/** Applies one rule of ACL SETUSER. Returns why it cannot be, without the rule itself; undefined when it was. */
export function applyRule(user: User, rule: Bytes, commands: ReadonlyMap<string, CommandSpec>): string | undefined {
  const word = USER_WORDS[rule.toLowerCase()];
  if (word !== undefined) {
    word(user);
    return undefined;
  }
  const rest = rule.slice(1);
  switch (rule[0]) {
    case ">": return addPassword(user, sha256(rest));
    case "<": return removePassword(user, sha256(rest));
    case "#": return /^[0-9a-f]{64}$/.test(rest) ? addPassword(user, rest) : HASH;
    case "!": return /^[0-9a-f]{64}$/.test(rest) ? removePassword(user, rest) : HASH;
    case "(": return addSelector(user, rule.slice(1, -1), commands);
    default: return applyToSelector(user.root, rule, commands);
  }
}

function addSelector(user: User, rules: Bytes, commands: ReadonlyMap<string, CommandSpec>): string | undefined {
  const selector = new Selector(commands);
  for (const rule of rules.split(" ").filter((word) => word !== "")) {
    const error = applyToSelector(selector, rule, commands);
    if (error !== undefined) return error;
  }
  user.selectors.push(selector);
  return undefined;
}

function applyToSelector(
  selector: Selector, rule: Bytes, commands: ReadonlyMap<string, CommandSpec>,
): string | undefined {
  const rest = rule.slice(1);
  switch (rule.toLowerCase()) {
    case "allkeys": case "~*":
      selector.allowAllKeys();
      return undefined;
    case "resetkeys":
      selector.keys = [];
      return undefined;
    case "allchannels": case "&*":
      selector.channels = ["*"];
      return undefined;
    case "resetchannels":
      selector.channels = [];
      return undefined;
    case "allcommands": case "+@all":
      selector.setAll(true);
      return undefined;
    case "nocommands": case "-@all":
      selector.setAll(false);
      return undefined;
  }
  switch (rule[0]) {
    case "~": return addKeys(selector, { pattern: rest, read: true, write: true });
    case "%": return addPermittedKeys(selector, rest);
    case "&": return addChannel(selector, rest);
    case "+": case "-":
      return rest[0] === "@"
        ? setCategory(selector, rest.slice(1).toLowerCase(), rule[0] === "+")
        : setCommand(selector, rest.toLowerCase(), rule[0] === "+", commands);
    default: return SYNTAX;
  }
}

function addPermittedKeys(selector: Selector, text: Bytes): string | undefined {
  const [, kinds, pattern] = /^([RWrw]+)~(.*)$/s.exec(text) ?? [];
  if (kinds === undefined || pattern === undefined) return SYNTAX;
  const read = /r/i.test(kinds);
  const write = /w/i.test(kinds);
  if (pattern === "*" && read && write) {
    selector.allowAllKeys();
    return undefined;
  }
  return addKeys(selector, { pattern, read, write });
}

function addKeys(selector: Selector, added: KeyPattern): string | undefined {
  if (selector.allKeys) return AFTER_ALL_KEYS;
  if (added.pattern.includes(" ") || added.pattern.includes("\0")) return SYNTAX;
  const at = selector.keys.findIndex(({ pattern }) => pattern === added.pattern);
  const present = selector.keys[at];
  if (present === undefined) selector.keys.push(added);
  else selector.keys[at] = { ...added, read: present.read || added.read, write: present.write || added.write };
  return undefined;
}

function addChannel(selector: Selector, pattern: Bytes): string | undefined {
  if (selector.allChannels) return AFTER_ALL_CHANNELS;
  if (pattern.includes(" ") || pattern.includes("\0")) return SYNTAX;
  if (!selector.channels.includes(pattern)) selector.channels.push(pattern);
  return undefined;
}

function setCategory(selector: Selector, category: string, allow: boolean): string | undefined {
  if (!CATEGORIES.includes(category)) return UNKNOWN;
  selector.setCategory(category, allow);
  return undefined;
}

function setCommand(
  selector: Selector, name: string, allow: boolean, commands: ReadonlyMap<string, CommandSpec>,
): string | undefined {
  const spec = commands.get(name);
  if (spec !== undefined) {
    selector.setCommand(spec, allow);
    return undefined;
  }
  const bar = name.lastIndexOf("|");
  const outer = bar > 0 ? commands.get(name.slice(0, bar)) : undefined;
  if (outer === undefined || outer.subcommands !== undefined || !allow) return UNKNOWN;
  if (outer.name.includes("|")) return "Allowing first-arg of a subcommand is not supported";
  if (!selector.allowed.has(outer.name)) selector.allowFirstArgument(outer.name, name.slice(bar + 1));
  return undefined;
}
