import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec } from "../server/command.ts";
import { matchesGlob } from "../server/glob.ts";
import { categoriesOf } from "./categories.ts";
import { keyAccess, reads, writes, type KeyAccess } from "./key-access.ts";

export interface KeyPattern {
  readonly pattern: Bytes;
  readonly read: boolean;
  readonly write: boolean;
}

/** What a selector does not allow: the command, or one of its keys or channels by its place among the arguments. */
export interface Denial {
  readonly reason: "command" | "key" | "channel";
  readonly position: number;
}

const ALL_KEYS: KeyPattern = { pattern: "*", read: true, write: true };

/** A set of permissions: commands, keys and channels, all of which a command needs. */
export class Selector {
  readonly #commands: ReadonlyMap<string, CommandSpec>;
  readonly allowed = new Set<string>();
  /** First arguments allowed of commands that are not: `+select|0`. */
  readonly firstArguments = new Map<string, Set<string>>();
  /** What was said about commands since the last +@all or -@all, each thing once. */
  rules: string[] = [];
  allCommands = false;
  keys: KeyPattern[] = [];
  channels: Bytes[] = [];

  constructor(commands: ReadonlyMap<string, CommandSpec>) {
    this.#commands = commands;
  }

  copy(): Selector {
    const copy = new Selector(this.#commands);
    for (const name of this.allowed) copy.allowed.add(name);
    for (const [name, values] of this.firstArguments) copy.firstArguments.set(name, new Set(values));
    copy.rules = [...this.rules];
    copy.allCommands = this.allCommands;
    copy.keys = [...this.keys];
    copy.channels = [...this.channels];
    return copy;
  }

  get allKeys(): boolean {
    return this.keys.includes(ALL_KEYS);
  }

  get allChannels(): boolean {
    return this.channels[0] === "*";
  }

  get isUnrestricted(): boolean {
    return this.allCommands && this.rules.length === 0 && this.allKeys && this.allChannels;
  }

  allowAllKeys(): void {
    this.keys = [ALL_KEYS];
  }

  setAll(allow: boolean): void {
    this.allowed.clear();
    this.firstArguments.clear();
    this.rules = [];
    this.allCommands = allow;
    if (allow) for (const name of this.#commands.keys()) this.allowed.add(name);
  }

  setCategory(category: string, allow: boolean): void {
    for (const [name, spec] of this.#commands) {
      if (categoriesOf(spec).includes(category)) this.#set(name, allow);
    }
    this.#addRule(`@${category}`, allow);
  }

  /** A container takes its subcommands with it. */
  setCommand(spec: CommandSpec, allow: boolean): void {
    this.#set(spec.name, allow);
    for (const { name } of spec.subcommands ?? []) this.#set(name, allow);
    this.#addRule(spec.name, allow);
  }

  allowFirstArgument(command: string, argument: string): void {
    const values = this.firstArguments.get(command) ?? new Set();
    this.firstArguments.set(command, values.add(argument));
    this.#addRule(`${command}|${argument}`, true);
  }

  /** The rules without which it would allow something else, categories first: how 7.0 describes it. */
  essentialRules(): readonly string[] {
    let kept = [...this.rules.filter((rule) => rule[1] === "@"), ...this.rules.filter((rule) => rule[1] !== "@")];
    if (!this.#isMadeBy(kept)) kept = [...this.rules];
    for (const rule of [...kept]) {
      const fewer = kept.filter((other) => other !== rule);
      if (this.#isMadeBy(fewer)) kept = fewer;
    }
    return kept;
  }

  #isMadeBy(rules: readonly string[]): boolean {
    const made = new Selector(this.#commands);
    made.setAll(this.allCommands);
    for (const rule of rules) made.#replay(rule.slice(1), rule[0] === "+");
    return made.allowed.size === this.allowed.size && [...made.allowed].every((name) => this.allowed.has(name)) &&
      sameArguments(made.firstArguments, this.firstArguments);
  }

  #replay(about: string, allow: boolean): void {
    const spec = this.#commands.get(about);
    if (about[0] === "@") this.setCategory(about.slice(1), allow);
    else if (spec !== undefined) this.setCommand(spec, allow);
    else this.allowFirstArgument(about.slice(0, about.indexOf("|")), about.slice(about.indexOf("|") + 1));
  }

  /** Why the command may not run; undefined when it may. */
  denial(spec: CommandSpec, args: readonly Bytes[]): Denial | undefined {
    if (!this.#allows(spec, args)) return { reason: "command", position: 0 };
    if (!this.allKeys) {
      for (const key of keyAccess(spec, args) ?? []) {
        if (!this.#allowsKey(args[key.position] as Bytes, key)) return { reason: "key", position: key.position };
      }
    }
    return this.allChannels ? undefined : this.#channelDenial(spec, args);
  }

  /** Whether the command may read keys of whatever name it finds: SORT with patterns. */
  readsAnyKey(spec: CommandSpec, args: readonly Bytes[]): boolean {
    return this.#allows(spec, args) && this.keys.some(({ pattern, read }) => read && pattern === "*");
  }

  #allows(spec: CommandSpec, args: readonly Bytes[]): boolean {
    if (this.allowed.has(spec.name) || spec.name === "auth" || spec.flags.includes("no_auth")) return true;
    const first = args[1]?.toLowerCase();
    return first !== undefined && this.firstArguments.get(spec.name)?.has(first) === true;
  }

  #allowsKey(key: Bytes, access: KeyAccess): boolean {
    const needsRead = reads(access);
    const needsWrite = writes(access);
    return this.keys.some(({ pattern, read, write }) =>
      (read || !needsRead) && (write || !needsWrite) && matchesGlob(pattern, key));
  }

  #channelDenial(spec: CommandSpec, args: readonly Bytes[]): Denial | undefined {
    const [count, literal] = channelArguments(spec, args.length);
    for (let position = 1; position <= count; position++) {
      const channel = args[position] as Bytes;
      const allowed = this.channels.some((pattern) => (literal ? pattern === channel : matchesGlob(pattern, channel)));
      if (!allowed) return { reason: "channel", position };
    }
    return undefined;
  }

  #set(name: string, allow: boolean): void {
    this.firstArguments.delete(name);
    if (allow) this.allowed.add(name);
    else this.allowed.delete(name);
  }

  #addRule(about: string, allow: boolean): void {
    this.rules = this.rules.filter((rule) => rule.slice(1) !== about && !rule.slice(1).startsWith(`${about}|`));
    this.rules.push(`${allow ? "+" : "-"}${about}`);
  }
}

type FirstArguments = ReadonlyMap<string, ReadonlySet<string>>;

const sameArguments = (one: FirstArguments, other: FirstArguments): boolean => one.size === other.size &&
  [...one].every(([name, values]) => [...values].join() === [...(other.get(name) ?? [])].join());

/** How many arguments from the first on are channels, and whether they are patterns, compared as they are. */
function channelArguments({ name }: CommandSpec, length: number): readonly [count: number, literal: boolean] {
  switch (name) {
    case "publish": case "spublish": return [1, false];
    case "subscribe": case "ssubscribe": return [length - 1, false];
    case "psubscribe": return [length - 1, true];
    default: return [0, false];
  }
}
