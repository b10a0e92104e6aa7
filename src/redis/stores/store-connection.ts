import { StoreError } from "../../bus/store.ts";
import type { Cpu } from "../../kernel/cpu.ts";
import type { Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import type { Wait } from "../../kernel/waits.ts";
import type { Endpoint } from "../deployment/deployment.ts";
import type { NodeConnection, Submission } from "../deployment/node-connection.ts";
import { Link, type LatencyTable } from "../link.ts";
import { ReplyError, type Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import { storeErrorOf } from "./asked.ts";
import type { Fate, LinkConditions } from "./link-faults.ts";

export interface ConnectionOptions {
  readonly scheduler: Scheduler;
  readonly endpoint: Endpoint;
  /** The node on whose thread the client runs. */
  readonly cpu: Cpu;
  /** Names the connections in decisions and reports. */
  readonly node: string;
  readonly latency: LatencyTable;
  readonly decisions: Decisions;
  readonly faults: LinkConditions;
  /** A call without an answer is given up after this long, its outcome unknown. */
  readonly commandTimeout: Duration;
}

/** Answers a call. A call that waits at the server answers from what the server delivers: see `Call.delivered`. */
export type Answer<T> = (outcome: T | StoreError) => void;

export interface Call<T> {
  /** For the deadlock report: what is waited for, `XADD`. */
  readonly what: string;
  readonly fate: Fate;
  /** How long the server may hold the answer back. */
  readonly patience?: Duration;
  /** What it costs the server's thread, asked when it is done. */
  cost(): Duration;
  /** Leaves the answer out when it waits at the server. */
  work(server: RedisServer, session: Session, nowUs: number, answer: Answer<T>): void;
  /** What the server's delivery to a call that waits means. */
  delivered?(reply: Reply): T | StoreError;
}

const settle = (underWay: CallUnderWay): void => underWay.settle();

/** A call from its sending to its reply, on record for the deadlock report. */
class CallUnderWay implements Submission, Wait {
  readonly call: Call<unknown>;
  readonly who: string;
  readonly since: Instant;
  readonly deadline: Instant;
  waitBefore: Wait | undefined = undefined;
  waitAfter: Wait | undefined = undefined;
  onRecord = false;
  readonly #options: ConnectionOptions;
  readonly #replied: (call: CallUnderWay, at: Instant) => void;
  readonly #settled: (outcome: unknown) => void;
  settled = false;
  /** What the call means, once the server has said it; `answered` tells. */
  outcome: unknown = undefined;
  answered = false;
  /** Over which it arrived. */
  connection!: NodeConnection;

  /**
   * `replied` is told when the server has done its work, and whether there is an answer; `settled` gets the outcome.
   */
  constructor(call: Call<unknown>, options: ConnectionOptions, replied: (call: CallUnderWay, at: Instant) => void,
    settled: (outcome: unknown) => void) {
    const { scheduler, node, commandTimeout } = options;
    this.call = call;
    this.who = node;
    this.since = scheduler.now;
    this.deadline = scheduler.now + commandTimeout + (call.patience ?? 0);
    this.#options = options;
    this.#replied = replied;
    this.#settled = settled;
    scheduler.waiting(this);
  }

  get what(): string {
    return `the reply to ${this.call.what}`;
  }

  get whom(): string {
    return this.#options.endpoint.node.name;
  }

  work(server: RedisServer, session: Session, nowUs: number): Reply | undefined {
    this.call.work(server, session, nowUs, (outcome) => {
      this.outcome = outcome;
      this.answered = true;
    });
    return this.answered ? null : undefined;
  }

  cost(): Duration {
    return this.call.cost();
  }

  onReply(_reply: Reply | undefined, at: Instant): void {
    this.#replied(this, at);
  }

  settle(): void {
    this.settleWith(this.outcome);
  }

  /** The first outcome counts. */
  settleWith(outcome: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.#options.scheduler.waitOver(this);
    this.#settled(outcome);
  }
}

/**
 * One client connection to an endpoint, over two simulated links. A connection that breaks, or that keeps a call
 * waiting for too long, is given up with all that is under way on it; the next call makes a new one.
 */
export class StoreConnection {
  readonly #options: ConnectionOptions;
  readonly #request: Link;
  readonly #reply: Link;
  readonly #arriveSite: number;
  readonly #replySite: number;
  readonly #timeoutSite: number;
  /** Oldest first. What is settled is kept until the next call at most, or it would be kept alive for nothing. */
  readonly #outstanding: CallUnderWay[] = [];
  #connection: NodeConnection | undefined;
  /** The call that waits at the server, answered by its next delivery. */
  #waiting: CallUnderWay | undefined;
  #watched = false;

  constructor(name: string, options: ConnectionOptions) {
    const { scheduler, node, latency, decisions } = options;
    this.#options = options;
    this.#request = new Link(`${node}.${name}.request`, latency, decisions);
    this.#reply = new Link(`${node}.${name}.reply`, latency, decisions);
    this.#arriveSite = scheduler.sites.id(`${node}.request`);
    this.#replySite = scheduler.sites.id(`${node}.reply`);
    this.#timeoutSite = scheduler.sites.id(`${node}.command-timeout`);
  }

  call<T>(call: Call<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.begin(call, (outcome) => {
        this.#options.scheduler.settling();
        if (outcome instanceof StoreError) reject(outcome);
        else resolve(outcome);
      });
    });
  }

  /** As `call`, but tells `settled`. */
  begin<T>(call: Call<T>, settled: (outcome: T | StoreError) => void): void {
    const { scheduler, cpu } = this.#options;
    const underWay = new CallUnderWay(call, this.#options, this.#onReply, settled as (outcome: unknown) => void);
    this.#forgetSettled();
    this.#outstanding.push(underWay);
    this.#watch();
    if (call.fate === "request-lost") return;
    scheduler.atWith(this.#arrival("request", cpu.readyAt), this.#arriveSite, this.#onArrival, underWay);
    if (call.fate === "duplicated") {
      scheduler.at(this.#arrival("request", cpu.readyAt), this.#arriveSite, () => this.#arriveAgain(call));
    }
  }

  readonly #onArrival = (underWay: CallUnderWay): void => this.#arrive(underWay);
  readonly #onReplied = (underWay: CallUnderWay): void => this.#replied(underWay);

  #arrive(underWay: CallUnderWay): void {
    const connection = this.#connected();
    if (connection === "silence" || underWay.settled) return;
    if (connection === "refused") {
      underWay.outcome = new StoreError("unknown", `${underWay.call.what}: connection refused`);
      this.#deliver(underWay, this.#options.scheduler.now);
      return;
    }
    underWay.connection = connection;
    connection.submitWork(underWay);
  }

  /** The server has done what was asked: the answer goes back, or is waited for. */
  readonly #onReply = (underWay: CallUnderWay, at: Instant): void => {
    if (!underWay.answered) this.#waiting = underWay;
    else if (underWay.call.fate !== "reply-lost") this.#deliver(underWay, at);
  };

  /** What the server delivers answers the call that waits. */
  #delivered(reply: Reply, at: Instant): void {
    const underWay = this.#waiting;
    this.#waiting = undefined;
    if (underWay === undefined) return;
    const { call } = underWay;
    underWay.outcome = reply instanceof ReplyError ? storeErrorOf(reply) : call.delivered?.(reply);
    if (call.fate !== "reply-lost") this.#deliver(underWay, at);
  }

  #arriveAgain<T>(call: Call<T>): void {
    const connection = this.#connected();
    if (typeof connection === "string") return;
    connection.perform((server, session, nowUs) => {
      if (!server.isBlocked(session)) call.work(server, session, nowUs, () => {});
      return null;
    }, () => call.cost(), () => {});
  }

  #connected(): NodeConnection | "refused" | "silence" {
    // Whatever has become of one that is mute, the client has not heard of it.
    if (this.#connection !== undefined && (!this.#connection.dead || this.#connection.isMute)) return this.#connection;
    const connection = this.#options.endpoint.connect({
      deliver: (reply, at) => this.#delivered(reply, at),
      closed: () => this.#give(connection, "the connection was closed"),
    });
    if (typeof connection !== "string") this.#connection = connection;
    return connection;
  }

  /** The reply travels back and waits until the node has time for it. */
  #deliver(underWay: CallUnderWay, departure: Instant): void {
    const { scheduler } = this.#options;
    scheduler.atWith(this.#arrival("reply", departure), this.#replySite, this.#onReplied, underWay);
  }

  #replied(underWay: CallUnderWay): void {
    const { scheduler, cpu, faults } = this.#options;
    if (this.#connection?.isMute === true || faults.isCut(scheduler.now)) return;
    if (cpu.readyAt > scheduler.now) scheduler.atWith(cpu.readyAt, this.#replySite, settle, underWay);
    else underWay.settle();
  }

  #arrival(way: "request" | "reply", departure: Instant): Instant {
    const { faults } = this.#options;
    const link = way === "request" ? this.#request : this.#reply;
    const arrival = link.arrival(faults.departure === undefined ? departure : faults.departure(way, departure));
    return faults.detour === undefined ? arrival : arrival + faults.detour(way);
  }

  /** Gives up a connection and what is under way on it. */
  #give(connection: NodeConnection | "refused" | "silence", why: string): void {
    if (connection !== this.#connection || this.#connection === undefined) return;
    this.#connection.close();
    this.#connection = undefined;
    this.#waiting = undefined;
    for (const underWay of this.#outstanding.splice(0))
      underWay.settleWith(new StoreError("unknown", `${underWay.call.what}: ${why}`));
  }

  /** One timer for all calls: it looks at the oldest that is still open. */
  #watch(): void {
    const { scheduler } = this.#options;
    const first = this.#outstanding[0];
    if (this.#watched || first === undefined) return;
    this.#watched = true;
    scheduler.at(first.deadline, this.#timeoutSite, () => {
      this.#watched = false;
      this.#forgetSettled();
      const oldest = this.#outstanding[0];
      if (oldest !== undefined && oldest.deadline <= scheduler.now) this.#timedOut(oldest);
      this.#watch();
    });
  }

  #forgetSettled(): void {
    while (this.#outstanding.length > 0 && this.#outstanding[0]?.settled === true) this.#outstanding.shift();
  }

  #timedOut(underWay: CallUnderWay): void {
    const why = `no reply in ${this.#options.commandTimeout / 1_000_000} ms`;
    underWay.settleWith(new StoreError("unknown", `${underWay.call.what}: ${why}`));
    if (this.#connection === undefined) this.#outstanding.shift();
    else this.#give(this.#connection, why);
  }
}
