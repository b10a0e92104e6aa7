import type { LoggedCommand, ServerState } from "../server/command.ts";

export type Commands = readonly LoggedCommand[];

/** Told of each command that changed the data set, in order; several at once are one transaction. */
export type Follower = (db: number, commands: Commands) => void;

/**
 * Everything that changes the data set, in the deterministic form in which the append-only file and replicas get it:
 * commands, and the removal of keys whose time had passed. Costs nothing while nobody follows.
 */
export class CommandStream {
  readonly #server: ServerState;
  readonly #followers: Follower[] = [];
  #listening = false;
  #replaying = false;

  constructor(server: ServerState) {
    this.#server = server;
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
    if (this.#listening) return;
    this.#listening = true;
    const { listeners } = this.#server;
    listeners.propagated.push((db, commands) => this.#emit(db, commands));
    listeners.expired.push((db, key) => this.#emit(db, [["DEL", key]]));
  }

  /**
   * Runs `replay`, during which nothing is told: what is executed is in the log already. Keys do not expire meanwhile.
   */
  replaying(replay: () => void): void {
    const { databases } = this.#server;
    this.#replaying = true;
    for (const database of databases) database.keepsExpired = true;
    try {
      replay();
    } finally {
      this.#replaying = false;
      for (const database of databases) database.keepsExpired = false;
    }
  }

  /** Tells of commands that were executed in a replay but are news to those who follow: a replica's own log. */
  relay(db: number, commands: Commands): void {
    for (const follower of this.#followers) follower(db, commands);
  }

  #emit(db: number, commands: Commands): void {
    if (!this.#replaying) for (const follower of this.#followers) follower(db, commands);
  }
}
