import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { ms, us, type Duration, type Instant } from "../../kernel/time.ts";
import type { Commands } from "../persistence/command-stream.ts";
import { writeSnapshot } from "../persistence/snapshot.ts";
import { Replication, type ReplicaState } from "../replication/replication.ts";
import type { ServerNode } from "./server-node.ts";

/**
 * How far behind a replica is, as an inverse CDF: equally likely delays in ascending order, the median in the middle.
 */
export type LagTable = readonly Duration[];

export const REPLICA_LAG: LagTable = [
  us(150), us(200), us(250), us(300), us(400), us(500), us(700), ms(1), ms(2), ms(5), ms(20), ms(120),
];

const TRANSFER_NS_PER_BYTE = 10;

interface Shipment {
  readonly arrival: Instant;
  readonly db: number;
  readonly commands: Commands;
  /** The master's offset after it. */
  readonly offset: number;
}

export interface ReplicaLinkOptions {
  readonly scheduler: Scheduler;
  readonly decisions: Decisions;
  readonly source: ServerNode;
  readonly target: ServerNode;
  readonly port: number;
  readonly lag: LagTable;
}

/**
 * The stream of commands from a master to one replica. What has arrived is always a prefix of what was sent; what is
 * still on its way when the link ends is lost to the replica.
 */
export class ReplicaLink implements ReplicaState {
  readonly host: string;
  readonly port: number;
  readonly target: ServerNode;
  readonly #options: ReplicaLinkOptions;
  readonly #lag: DecisionPoint;
  readonly #site: number;
  #shipments: Shipment[] = [];
  #taken = 0;
  #awaiting = false;
  #count = 0;
  #lastArrival: Instant = 0;
  #state: "stopped" | "syncing" | "streaming" = "stopped";
  #streamCut = false;
  #reportsCut = false;
  #lastHeardMs = 0;
  /** What the replica has got, of which its master may not know. */
  #received = 0;
  offset = 0;

  constructor(options: ReplicaLinkOptions) {
    const { source, target, lag, decisions, scheduler } = options;
    this.#options = options;
    this.target = target;
    this.host = target.name;
    this.port = options.port;
    const name = `deployment.${source.name}.${target.name}.lag`;
    this.#lag = decisions.point(name, lag.length, lag.length >> 1);
    this.#site = scheduler.sites.id(name);
  }

  get online(): boolean {
    return this.#state === "streaming";
  }

  get stopped(): boolean {
    return this.#state === "stopped";
  }

  /** A replica that can be reached says so once a second; here it is as if it had just done so. */
  get acknowledgedAtMs(): number {
    if (this.online && !this.#reportsCut) this.#lastHeardMs = Math.floor(this.#options.source.nowUs / 1_000);
    return this.#lastHeardMs;
  }

  /** The master has executed something. */
  offer(db: number, commands: Commands, offset: number): void {
    if (this.#state === "stopped") return;
    const { scheduler, lag } = this.#options;
    this.#lastArrival = Math.max(this.#lastArrival, scheduler.now + (lag[this.#lag.decide(this.#count++)] as Duration));
    this.#shipments.push({ arrival: this.#lastArrival, db, commands, offset });
    this.#awaitNext();
  }

  /** Begins again with all of the master's data: what the replica had is replaced. */
  resync(): void {
    const { scheduler, source, target } = this.#options;
    const [from, to] = [source.process, target.process];
    if (from === undefined || to === undefined) return;
    const snapshot = writeSnapshot(from);
    const { offset } = from.part(Replication);
    this.#state = "syncing";
    this.#forget();
    const master = to.part(Replication).master;
    if (master !== undefined) master.state = "sync";
    for (const database of to.databases) database.hidesExpired = true;
    scheduler.after(snapshot.length * TRANSFER_NS_PER_BYTE, this.#site, () => {
      if (this.#state !== "syncing" || target.process !== to || source.process !== from) return;
      target.receiveSnapshot(snapshot, () => this.#synced(offset));
    });
  }

  #synced(offset: number): void {
    if (this.#state !== "syncing") return;
    this.#state = "streaming";
    this.#acknowledge(offset);
    const master = this.target.process?.part(Replication).master;
    if (master !== undefined) master.state = "connected";
    this.#awaitNext();
  }

  /** What is on its way and what comes after it is lost to the replica. */
  stop(): void {
    this.#state = "stopped";
    this.#forget();
  }

  #forget(): void {
    this.#shipments = [];
    this.#taken = 0;
  }

  /**
   * The network keeps what is sent that way until it is no longer cut: the commands for the replica, or its reports of
   * what it has got. A snapshot that is cut off is begun again by whoever mends the network.
   */
  cut({ stream, reports }: { readonly stream: boolean; readonly reports: boolean }): void {
    if (reports) this.#lastHeardMs = this.acknowledgedAtMs;
    this.#streamCut = stream;
    this.#reportsCut = reports;
    if (stream && this.#state === "syncing") this.stop();
    if (!reports && this.online && this.offset !== this.#received) this.#report();
    this.#awaitNext();
  }

  #awaitNext(): void {
    const next = this.#shipments[this.#taken];
    if (next === undefined || this.#awaiting || this.#streamCut || this.#state !== "streaming") return;
    const { scheduler } = this.#options;
    this.#awaiting = true;
    scheduler.at(Math.max(scheduler.now, next.arrival), this.#site, () => {
      this.#awaiting = false;
      if (!this.#streamCut && this.#state === "streaming") this.#receive(scheduler.now);
    });
  }

  #receive(now: Instant): void {
    for (
      let next = this.#shipments[this.#taken];
      next !== undefined && next.arrival <= now;
      next = this.#shipments[this.#taken]
    ) {
      this.#taken++;
      this.target.applyReplicated(next.db, next.commands);
      this.#acknowledge(next.offset);
    }
    if (this.#taken * 2 > this.#shipments.length) {
      this.#shipments = this.#shipments.slice(this.#taken);
      this.#taken = 0;
    }
    this.#awaitNext();
  }

  #acknowledge(offset: number): void {
    this.#received = offset;
    const replication = this.target.process?.part(Replication);
    if (replication !== undefined) replication.offset = offset;
    if (!this.#reportsCut) this.#report();
  }

  #report(): void {
    this.offset = this.#received;
    // Those who WAIT for it.
    this.#options.source.process?.resume();
  }
}
