import { CommandStream, type Commands } from "../persistence/command-stream.ts";
import { AS_LOGGED, nobody } from "../persistence/log-player.ts";
import { loadSnapshot } from "../persistence/snapshot.ts";
import { Execution } from "../server/execution.ts";
import { isWords } from "../server/logged-command.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";

/** A data set that takes the place of all there was, or commands; with the node's clock at its arrival. */
type Arrival = { readonly nowUs: number } & (
  { readonly file: Buffer } | { readonly db: number; readonly commands: Commands }
);

/** Arrivals that may wait: a bound on memory, far above what a run keeps between two looks. */
const LIMIT = 4_096;

/**
 * What a replica has received and not yet executed. As long as nobody looks at its data, nobody can tell when it
 * executed what it has; many are never looked at before the run ends.
 */
export class ReplicaBacklog {
  readonly #server: RedisServer;
  readonly #session: Session;
  /** All changes are made in one: none tells anybody. */
  readonly #execution: Execution;
  readonly #isLookedAt: () => boolean;
  #arrivals: Arrival[] = [];
  #seen = false;

  constructor(server: RedisServer, isLookedAt: () => boolean) {
    this.#server = server;
    this.#isLookedAt = isLookedAt;
    this.#session = nobody(server);
    this.#execution = new Execution(server, this.#session, AS_LOGGED);
  }

  push(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    if (this.#seen || this.#arrivals.length >= LIMIT || this.#isLookedAt()) this.catchUp();
  }

  /** Somebody has the server in hand, and may keep it. */
  look(): void {
    this.#seen = true;
    this.catchUp();
  }

  /** Executes what waits, each at the time of its arrival. */
  catchUp(): void {
    if (this.#arrivals.length === 0) return;
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    for (const arrival of arrivals) this.#execute(arrival);
  }

  #execute(arrival: Arrival): void {
    const server = this.#server;
    server.advance(arrival.nowUs);
    server.part(CommandStream).replaying(() => {
      if ("file" in arrival) loadSnapshot(server, arrival.file, false);
      else this.#play(arrival.db, arrival.commands);
    });
    if ("commands" in arrival) server.advance(arrival.nowUs);
  }

  #play(db: number, commands: Commands): void {
    this.#session.db = db;
    for (const command of commands) {
      if (isWords(command)) this.#server.execute(this.#session, command, AS_LOGGED);
      else this.#execution.redo(command);
    }
  }
}
