import { Memory } from "../eviction/memory.ts";
import type { Bytes } from "../server/bytes.ts";
import type { CommandContext, CommandSpec, Result, ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import { Channels } from "./channels.ts";
import { eventOf } from "./event-names.ts";

interface Touch {
  readonly db: number;
  readonly key: Bytes;
}

const MOVES: ReadonlySet<string> = new Set(["lmove", "rpoplpush", "blmove", "brpoplpush"]);

const ALL = "g$lshzxetd";

/**
 * Keyspace notifications: what happens to keys, published on `__keyspace@N__:KEY` and `__keyevent@N__:EVENT`. An event
 * is found from the command and the keys that it touched. Costs nothing while notify-keyspace-events is empty.
 */
export class Notifications {
  readonly #server: ServerState;
  readonly #channels: Channels;
  #classes: ReadonlySet<string> = new Set();
  #touches: Touch[] = [];
  #listening = false;

  constructor(server: ServerState) {
    this.#server = server;
    this.#channels = server.part(Channels);
    this.#configure();
    server.config.changed.push((name) => {
      if (name === "notify-keyspace-events") this.#configure();
    });
  }

  #configure(): void {
    const text = this.#server.config.text("notify-keyspace-events");
    this.#classes = new Set(text.includes("A") ? text + ALL : text);
    if (this.#listening || text === "") return;
    this.#listening = true;
    const { listeners } = this.#server;
    listeners.touched.push((db, key) => {
      if (this.#classes.size > 0) this.#touches.push({ db, key });
    });
    listeners.expired.push((db, key) => {
      this.#forget(db, key);
      this.#notify("x", "expired", db, key);
    });
    this.#server.part(Memory).listeners.push((db, key) => {
      this.#forget(db, key);
      this.#notify("e", "evicted", db, key);
    });
    // What serving a blocked session touched belongs to no command, least of all to the next one.
    listeners.executing.push(() => {
      if (this.#touches.length > 0) this.#touches = [];
    });
    listeners.executed.push((context, spec, args, result) => this.#executed(context, spec, args, result));
  }

  #forget(db: number, key: Bytes): void {
    this.#touches = this.#touches.filter((touch) => touch.db !== db || touch.key !== key);
  }

  #executed(context: CommandContext, spec: CommandSpec, args: readonly Bytes[], result: Result): void {
    if (this.#touches.length === 0) return;
    const touches = new Map(this.#touches.map((touch) => [`${touch.db}:${touch.key}`, touch]));
    this.#touches = [];
    if (result instanceof ReplyError) return;
    if (spec.name === "rename" || spec.name === "renamenx") {
      this.#notify("g", "rename_from", context.session.db, args[1] as Bytes);
      this.#notify("g", "rename_to", context.session.db, args[2] as Bytes);
      return;
    }
    if (MOVES.has(spec.name)) return this.#moved(spec.name, args, context.session.db);
    const event = eventOf(spec.name);
    if (event === undefined) return;
    for (const { db, key } of touches.values()) this.#tell(event, args, db, key);
  }

  /** The push is told of first. */
  #moved(command: string, args: readonly Bytes[], db: number): void {
    const isOld = command.endsWith("rpoplpush");
    const [from, to] = isOld ? ["r", "l"] : args.slice(3, 5).map((side) => side.slice(0, 1).toLowerCase());
    this.#notify("l", `${to}push`, db, args[2] as Bytes);
    this.#tell(["l", `${from}pop`], args, db, args[1] as Bytes);
  }

  /** A collection that became empty is deleted besides; SET with a time to live expires besides. */
  #tell([letter, name]: readonly [string, string], args: readonly Bytes[], db: number, key: Bytes): void {
    const database = this.#server.databases[db];
    const isGone = database?.peek(key) === undefined;
    this.#notify(letter, name, db, key);
    if (isGone && name !== "del") this.#notify("g", "del", db, key);
    else if (name === "set" && args.length > 3 && database?.expiryOf(key) !== undefined)
      this.#notify("g", "expire", db, key);
  }

  #notify(letter: string, event: string, db: number, key: Bytes): void {
    if (!this.#classes.has(letter)) return;
    if (this.#classes.has("K")) this.#channels.publish(`__keyspace@${db}__:${key}`, event);
    if (this.#classes.has("E")) this.#channels.publish(`__keyevent@${db}__:${event}`, key);
  }
}
