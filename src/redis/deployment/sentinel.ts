import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { ms, sec, type Duration } from "../../kernel/time.ts";
import type { ReplicationGroup } from "./replication-group.ts";

export interface SentinelOptions {
  /** How long a master must be out of reach before it is given up (down-after-milliseconds). */
  readonly downAfter: Duration;
}

/** From giving the master up to promoting a replica: agreement, election, the replica's answer. */
const ELECTION: readonly Duration[] = [ms(120), ms(250), ms(400), ms(600), ms(900), ms(1_300), ms(2_000), ms(6_000)];
/** For so long a master that has come back is believed to be one by itself, and left alone. */
const PATIENCE = sec(8);

/** What watches the master from outside, promotes a replica in its place, and demotes it when it comes back. */
export class Sentinel {
  readonly #scheduler: Scheduler;
  readonly #group: ReplicationGroup;
  readonly #options: SentinelOptions;
  readonly #election: DecisionPoint;
  readonly #site: number;
  #elections = 0;
  #watching = false;
  #demoting = false;

  constructor(scheduler: Scheduler, decisions: Decisions, group: ReplicationGroup, options: SentinelOptions) {
    this.#scheduler = scheduler;
    this.#group = group;
    this.#options = options;
    this.#election = decisions.point("deployment.sentinel.election", ELECTION.length, 2);
    this.#site = scheduler.sites.id("deployment.sentinel");
    group.onReady(() => this.look());
  }

  /** Something has happened to a node. */
  look(): void {
    this.#watchMaster();
    this.#watchStray();
  }

  #watchMaster(): void {
    const { master } = this.#group;
    if (this.#watching || this.#group.isReachable(master)) return;
    this.#watching = true;
    const election = ELECTION[this.#election.decide(this.#elections++)] as Duration;
    this.#scheduler.after(this.#options.downAfter + election, this.#site, () => {
      this.#watching = false;
      if (this.#group.master !== master || this.#group.isReachable(master)) return;
      this.#group.failover();
      this.look();
    });
  }

  #watchStray(): void {
    if (this.#demoting || this.#group.strays.length === 0) return;
    this.#demoting = true;
    this.#scheduler.after(PATIENCE, this.#site, () => {
      this.#demoting = false;
      for (const stray of this.#group.strays) this.#group.demote(stray);
    });
  }
}
