import type { ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";

/** A replica as its master lists it. */
export interface ReplicaState {
  readonly host: string;
  readonly port: number;
  /** The offset that it has acknowledged, and when (Unix ms). */
  offset: number;
  acknowledgedAtMs: number;
  online: boolean;
}

/** Where a replica gets its data from. */
export interface MasterLink {
  readonly host: string;
  readonly port: number;
  state: "connect" | "connecting" | "sync" | "connected";
}

/** What a deployment does when commands ask for it. Without one, a server has no replicas and no master answers. */
export interface ReplicationPort {
  replicaOf(master: { readonly host: string; readonly port: number } | undefined): void;
}

const ID_DIGITS = 40;

/** The server's place in replication. A deployment changes it; commands and gates read it. */
export class Replication {
  readonly #server: ServerState;
  port: ReplicationPort | undefined;
  master: MasterLink | undefined;
  readonly replicas: ReplicaState[] = [];
  id: string;
  previousId = "0".repeat(ID_DIGITS);
  previousOffset = -1;
  offset = 0;
  /** min-replicas-to-write. */
  #wanted: number;

  constructor(server: ServerState) {
    this.#server = server;
    this.id = this.#newId();
    const { config } = server;
    this.#wanted = config.number("min-replicas-to-write");
    config.changed.push((name) => {
      if (name === "min-replicas-to-write") this.#wanted = config.number(name);
    });
  }

  get role(): "master" | "slave" {
    return this.master === undefined ? "master" : "slave";
  }

  /** Whether anything of replication may stand in a command's way. */
  get guards(): boolean {
    return this.master !== undefined || this.#wanted > 0;
  }

  /** Replicas that acknowledged within min-replicas-max-lag. */
  get goodReplicas(): number {
    const since = this.#server.nowMs - this.#server.config.number("min-replicas-max-lag") * 1_000;
    return this.replicas.filter(({ online, acknowledgedAtMs }) => online && acknowledgedAtMs >= since).length;
  }

  changeId(): void {
    this.id = this.#newId();
  }

  writeRefusal(): ReplyError | undefined {
    const { config } = this.#server;
    if (this.master !== undefined) {
      return config.text("replica-read-only") === "yes"
        ? new ReplyError("READONLY You can't write against a read only replica.") : undefined;
    }
    return this.#wanted > 0 && this.goodReplicas < this.#wanted
      ? new ReplyError("NOREPLICAS Not enough good replicas to write.") : undefined;
  }

  /** For commands that must not show old data. */
  staleRefusal(): ReplyError | undefined {
    if (this.master === undefined || this.master.state === "connected") return undefined;
    if (this.#server.config.text("replica-serve-stale-data") === "yes") return undefined;
    return new ReplyError("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
  }

  #newId(): string {
    let id = "";
    while (id.length < ID_DIGITS) id += this.#server.random().toString(16).padStart(8, "0");
    return id.slice(0, ID_DIGITS);
  }
}
