import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec } from "../server/command.ts";
import type { Compat } from "../server/compat.ts";
import { Selector, type Denial } from "./selector.ts";

/** Who may log in, and what they may do then: anything that one of the selectors allows. */
export class User {
  readonly name: Bytes;
  readonly #commands: ReadonlyMap<string, CommandSpec>;
  enabled = false;
  noPassword = false;
  /** SHA-256 in hexadecimal, in the order in which they were added. */
  passwords: string[] = [];
  /** The flag about RESTORE payloads, as it is listed; "" when it is not. */
  sanitizing: "" | "sanitize-payload" | "skip-sanitize-payload";
  root: Selector;
  selectors: Selector[] = [];

  constructor(name: Bytes, commands: ReadonlyMap<string, CommandSpec>, compat: Compat) {
    this.name = name;
    this.#commands = commands;
    this.root = new Selector(commands);
    this.sanitizing = compat === "7.0" ? "" : "sanitize-payload";
  }

  /** Nothing is allowed, as when it was made. */
  reset(): void {
    this.enabled = false;
    this.noPassword = false;
    this.passwords = [];
    this.sanitizing = "sanitize-payload";
    this.root = new Selector(this.#commands);
    this.selectors = [];
  }

  copy(compat: Compat): User {
    const copy = new User(this.name, this.#commands, compat);
    copy.take(this);
    return copy;
  }

  /** Becomes what the other is. */
  take(other: User): void {
    this.enabled = other.enabled;
    this.noPassword = other.noPassword;
    this.passwords = [...other.passwords];
    this.sanitizing = other.sanitizing;
    this.root = other.root.copy();
    this.selectors = other.selectors.map((selector) => selector.copy());
  }

  get isUnrestricted(): boolean {
    return this.root.isUnrestricted;
  }

  get flags(): readonly string[] {
    return [
      this.enabled ? "on" : "off",
      ...(this.noPassword ? ["nopass"] : []),
      ...(this.sanitizing === "" ? [] : [this.sanitizing]),
    ];
  }

  /** Whether one selector lets the command read keys of whatever name it finds. */
  readsAnyKey(spec: CommandSpec, args: readonly Bytes[]): boolean {
    return [this.root, ...this.selectors].some((selector) => selector.readsAnyKey(spec, args));
  }

  /** Why no selector lets the command run: of those that fail, the one that came furthest. Undefined when one does. */
  denial(spec: CommandSpec, args: readonly Bytes[]): Denial | undefined {
    let worst: Denial | undefined;
    for (const selector of [this.root, ...this.selectors]) {
      const denial = selector.denial(spec, args);
      if (denial === undefined) return undefined;
      if (worst === undefined || isCloser(denial, worst)) worst = denial;
    }
    return worst;
  }
}

const CLOSENESS = { command: 0, key: 1, channel: 2 } as const;

const isCloser = (one: Denial, other: Denial): boolean =>
  CLOSENESS[one.reason] > CLOSENESS[other.reason] || (one.reason === other.reason && one.position > other.position);
