import type { ConsumedMessage } from "../../bus/message.ts";
import type { Fields } from "../../bus/store.ts";
import { Digest } from "../../kernel/digest.ts";
import { hashName } from "../../kernel/hash.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Trace } from "../../kernel/trace.ts";
import type { DataLoss } from "../../oracles/evidence/account.ts";
import type { SessionMessage } from "../scenario/session-message.ts";
import type { Workload } from "../scenario/workload.ts";
import { type Account, Life } from "./account.ts";
import type { BookDesk } from "./book-desk.ts";
import type { Moments } from "./moments.ts";
import { siteIds, type SiteIds } from "./trace-sites.ts";
import type { Witnesses } from "./witnesses.ts";

export interface RunLogOptions {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly moments: Moments;
  readonly workload: Workload;
  readonly books: BookDesk | undefined;
}

/** The books of one run: trace, accounts, counters, and who wants to be told. */
export class RunLog {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly sites: SiteIds;
  readonly accounts: Account[] = [];
  readonly losses: DataLoss[] = [];
  readonly lives: Life[] = [];
  readonly moments: Moments;
  readonly books: BookDesk | undefined;
  /** Messages of venues by index. */
  readonly #market = new Map<number, SessionMessage>();
  readonly #byProducer = new Map<string, Life[]>();
  /** Over what took effect when, and nothing else. */
  readonly effects = new Digest();
  counters = {
    accepted: 0, refused: 0, dropped: 0, stored: 0, batches: 0, retries: 0, failedWrites: 0, applied: 0, handled: 0,
    repeated: 0, duplicates: 0, handlerFailures: 0, deadLettered: 0, acknowledged: 0, vanished: 0, claimed: 0, reads: 0,
    trimmed: 0, trimsHeld: 0, trimmedUnread: 0, regrouped: 0, lostWithProcess: 0, unpublished: 0, fencedWrites: 0,
  };
  /** Counted for every producer's life that is over; the living are asked. */
  witnesses: Witnesses | undefined;

  constructor(options: RunLogOptions) {
    this.scheduler = options.scheduler;
    this.trace = options.trace;
    this.moments = options.moments;
    this.sites = siteIds(options.scheduler.sites);
    this.books = options.books;
    const { market, index } = options.workload;
    market.forEach((message, position) => {
      if (message !== undefined) this.#market.set(index[position] as number, message);
    });
  }

  openLife(producer: string, epoch: number): Life {
    const life = new Life(this.lives.length, producer, epoch);
    this.lives.push(life);
    const lives = this.#byProducer.get(producer) ?? [];
    lives[epoch] = life;
    this.#byProducer.set(producer, lives);
    return life;
  }

  /** What a new master has, of what a server had taken and nobody has handled. */
  masterHolds(entries: () => readonly Fields[]): void {
    const open = this.accounts.filter(({ copies, handled, end }) => copies > 0 && handled === 0 && end === "open");
    if (open.length === 0) return;
    const held = new Set(entries().flatMap((fields) => this.accountOfEntry(fields) ?? this.accountsOfPacked(fields)));
    const { now } = this.scheduler;
    for (const account of open) {
      if (account.forgottenAt < 0 && !held.has(account)) account.forgottenAt = now;
      else if (account.forgottenAt >= 0 && account.foundAgainAt < 0 && held.has(account)) account.foundAgainAt = now;
    }
  }

  /** The process is gone and what it held with it. */
  closeLife(life: Life): void {
    life.alive = false;
    for (const account of life.byOrdinal) {
      if (account.end === "dropped" || account.storedAt >= 0) continue;
      // What a server has already will still be handled.
      if (account.copies === 0) account.end = "lost";
      this.counters.lostWithProcess++;
    }
  }

  accountOf(message: ConsumedMessage): Account | undefined {
    return this.#byProducer.get(message.producer)?.[message.epoch]?.bySequence[message.sequence];
  }
  // The world.

  unknown(what: string): void {
    for (const tell of this.told.unknown) tell(what, this.scheduler.now);
  }

  dataLost(loss: DataLoss): void {
    if (loss.allowed) this.books?.forfeit();
    this.losses.push(loss);
    for (const tell of this.told.dataLost) tell(loss);
  }

  crashed(node: string, index: number): void {
    this.books?.forfeit();
    const now = this.scheduler.now;
    this.trace.event(now, this.sites.crashed, index);
    for (const tell of this.told.crashed) tell(node, now);
  }

  started(node: string, index: number): void {
    const now = this.scheduler.now;
    this.trace.event(now, this.sites.started, index);
    for (const tell of this.told.started) tell(node, now);
  }

  masterChanged(index: number): void {
    this.trace.event(this.scheduler.now, this.sites.master, index);
    this.moments.reached("failover", "");
  }

  fault(kind: string, id: string, begins: boolean): void {
    const now = this.scheduler.now;
    this.trace.event(now, this.sites.fault, hashName(id), begins ? 1 : 0);
    for (const tell of this.told.fault) tell(kind, id, begins, now);
  }

  healed(): void {
    const now = this.scheduler.now;
    this.trace.event(now, this.sites.healed);
    for (const tell of this.told.healed) tell(now);
  }

  step(): void {
    for (const tell of this.told.step) tell(this.scheduler.now);
  }

  finished(): void {
    for (const tell of this.told.finished) tell(this.scheduler.now);
  }

  protected get told(): Witnesses {
    if (this.witnesses === undefined) throw new TypeError("the run began before its oracles");
    return this.witnesses;
  }

  protected tellBooks(what: "accepted" | "lost", account: Account): void {
    const message = this.#market.get(account.index);
    if (message !== undefined) this.books?.[what](account, message);
  }

  /** What a venue sent with this message. */
  marketOf(account: Account): SessionMessage | undefined {
    return this.#market.size === 0 ? undefined : this.#market.get(account.index);
  }

  /** By the entry's `origin`, `<epoch>-<sequence>-<priority>-<producer>`, which stands at a fixed place. */
  accountOfEntry(fields: Fields): Account | undefined {
    const origin = fields[ORIGIN_VALUE];
    if (typeof origin !== "string") return undefined;
    const first = origin.indexOf("-");
    const second = origin.indexOf("-", first + 1);
    const third = origin.indexOf("-", second + 1);
    const lives = this.#byProducer.get(origin.slice(third + 1));
    return lives?.[Number(origin.slice(0, first))]?.bySequence[Number(origin.slice(first + 1, second))];
  }

  /**
   * Of an entry of many messages, whose `origin` names the first: `<epoch>-<sequence>-<producer>`. Empty for any other.
   */
  protected accountsOfPacked(fields: Fields): readonly Account[] {
    const origin = fields[PACKED_ORIGIN_VALUE];
    if (fields[0] !== "packed" || typeof origin !== "string") return [];
    const [epoch = "", sequence = "", ...producer] = origin.split("-");
    const first = Number(sequence);
    const life = this.#byProducer.get(producer.join("-"))?.[Number(epoch)];
    return life?.bySequence.slice(first, first + Number(fields[1])).filter((account) => account !== undefined) ?? [];
  }
}

const ORIGIN_VALUE = 9;
const PACKED_ORIGIN_VALUE = 3;
