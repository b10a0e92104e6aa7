import type { Bytes } from "../server/bytes.ts";
import type { CommandContext, CommandSpec, ServerState } from "../server/command.ts";
import { Status } from "../server/reply.ts";
import type { Session } from "../server/session.ts";

/** Those who see every command: MONITOR. Costs nothing while there are none. */
export class Monitors {
  readonly #server: ServerState;
  readonly #sessions = new Set<Session>();

  constructor(server: ServerState) {
    this.#server = server;
  }

  add(session: Session): void {
    session.monitoring = true;
    if (this.#sessions.size === 0) {
      const { listeners } = this.#server;
      listeners.executing.push(this.#executing);
      listeners.executed.push(this.#executed);
      listeners.closed.push(this.#closed);
    }
    this.#sessions.add(session);
  }

  /** A script is shown before the commands that it calls, everything else after it was executed. */
  readonly #executing = (context: CommandContext, spec: CommandSpec, args: readonly Bytes[]): void => {
    if (spec.flags.includes("skip_monitor")) this.#show(context, args);
  };

  readonly #executed = (context: CommandContext, spec: CommandSpec, args: readonly Bytes[]): void => {
    if (!spec.flags.includes("skip_monitor") && !spec.flags.includes("admin")) this.#show(context, redact(spec, args));
  };

  readonly #closed = (session: Session): void => void this.#sessions.delete(session);

  #show({ session, inScript, nowUs }: CommandContext, args: readonly Bytes[]): void {
    const seconds = Math.floor(nowUs / 1_000_000);
    const us = String(nowUs % 1_000_000).padStart(6, "0");
    const { address } = session;
    const from = inScript
      ? "lua"
      : address.startsWith("/")
        ? `unix:${address.slice(0, address.lastIndexOf(":"))}`
        : address;
    const line = new Status(`${seconds}.${us} [${session.db} ${from}] ${args.map(quote).join(" ")}`);
    for (const monitor of this.#sessions) if (monitor.monitoring) monitor.deliver(line);
  }
}

function redact(spec: CommandSpec, args: readonly Bytes[]): readonly Bytes[] {
  if (spec.name === "auth") return args.map((arg, index) => (index === 0 ? arg : "(redacted)"));
  if (spec.name !== "hello") return args;
  const at = args.findIndex((arg, index) => index > 1 && arg.toLowerCase() === "auth");
  return at < 0 ? args : args.map((arg, index) => (index === at + 1 || index === at + 2 ? "(redacted)" : arg));
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x07": "\\a", "\b": "\\b",
};

/** A word as redis-cli shows it. */
const quote = (word: Bytes): string =>
  `"${word.replace(/[^ !#-[\]-~]/g, (byte) => ESCAPES[byte] ?? `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`)}"`;
