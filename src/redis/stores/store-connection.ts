import { StoreError } from "../../bus/store.ts";
import type { Cpu } from "../../kernel/cpu.ts";
import type { Decisions } from "../../kernel/decisions.ts";
import { Deferred } from "../../kernel/deferred.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import type { Endpoint } from "../deployment/deployment.ts";
import type { NodeConnection } from "../deployment/node-connection.ts";
import { Link, type LatencyTable } from "../link.ts";
import { ReplyError, type Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import type { Fate, LinkFaults } from "./link-faults.ts";
import { refusalOf } from "./store-failure.ts";

export interface ConnectionOptions {
  readonly scheduler: Scheduler;
  readonly endpoint: Endpoint;
  /** The node on whose thread the client runs. */
  readonly cpu: Cpu;
  /** Names the connections in decisions and reports. */
  readonly node: string;
  readonly latency: LatencyTable;
  readonly decisions: Decisions;
  readonly faults: LinkFaults;
  /** A call without an answer is given up after this long, its outcome unknown. */
  readonly commandTimeout: Duration;
}

/** Answers a call. A call that waits at the server answers from what the server delivers: see `Call.delivered`. */
export type Answer<T> = (outcome: T | StoreError) => void;

export interface Call<T> {
  /** For the deadlock report: `XADD`. */
  readonly what: string;
  /** What it costs the server's thread, asked when it is done. */
  readonly cost: () => Duration;
  readonly fate: Fate;
  /** How long the server may hold the answer back. */
  readonly patience?: Duration;
  readonly work: (server: RedisServer, session: Session, nowUs: number, answer: Answer<T>) => void;
  /** What the server's delivery to a call that waits means. */
  readonly delivered?: (reply: Reply) => T | StoreError;
}

interface Outstanding {
  readonly deferred: Pick<Deferred<unknown>, "settled" | "reject">;
  readonly what: string;
  readonly deadline: Instant;
}

/** What a server's error means to the bus. */
export const storeErrorOf = (error: ReplyError): StoreError => refusalOf(error.message);

/**
 * One client connection to an endpoint, over two simulated links. A connection that breaks, or that keeps a call waiting
 * for too long, is given up with all that is under way on it; the next call makes a new one.
 */
export class StoreConnection {
  readonly #options: ConnectionOptions;
  readonly #request: Link;
  readonly #reply: Link;
  readonly #arriveSite: number;
  readonly #replySite: number;
  readonly #timeoutSite: number;
  readonly #outstanding: Outstanding[] = [];
  #connection: NodeConnection | undefined;
  /** The call that waits at the server, answered by its next delivery. */
  #waiting: ((reply: Reply, at: Instant) => void) | undefined;
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
    const { scheduler, node, cpu, commandTimeout } = this.#options;
    const deferred = new Deferred<T>(scheduler, node, `the reply to ${call.what}`);
    const deadline = scheduler.now + commandTimeout + (call.patience ?? 0);
    this.#outstanding.push({ deferred, what: call.what, deadline });
    this.#watch();
    if (call.fate !== "request-lost") {
      scheduler.at(this.#request.arrival(cpu.readyAt), this.#arriveSite, () => this.#arrive(call, deferred));
      if (call.fate === "duplicated") {
        scheduler.at(this.#request.arrival(cpu.readyAt), this.#arriveSite, () => this.#arriveAgain(call));
      }
    }
    return deferred.promise;
  }

  #arrive<T>(call: Call<T>, deferred: Deferred<T>): void {
    const { scheduler } = this.#options;
    const connection = this.#connected();
    if (connection === "silence" || deferred.settled) return;
    if (connection === "refused") {
      this.#deliver(deferred, new StoreError("unknown", `${call.what}: connection refused`), scheduler.now);
      return;
    }
    let answered: { readonly outcome: T | StoreError } | undefined;
    connection.perform((server, session, nowUs) => {
      call.work(server, session, nowUs, (outcome) => (answered = { outcome }));
      return answered === undefined ? undefined : null;
    }, call.cost, (_reply, at) => {
      if (answered !== undefined) {
        if (call.fate !== "reply-lost") this.#deliver(deferred, answered.outcome, at);
        return;
      }
      this.#waiting = (reply, deliveredAt) => {
        const outcome = reply instanceof ReplyError ? storeErrorOf(reply) : (call.delivered as NonNullable<Call<T>["delivered"]>)(reply);
        if (call.fate !== "reply-lost") this.#deliver(deferred, outcome, deliveredAt);
      };
    });
  }

  #arriveAgain<T>(call: Call<T>): void {
    const connection = this.#connected();
    if (typeof connection === "string") return;
    connection.perform((server, session, nowUs) => {
      if (!server.isBlocked(session)) call.work(server, session, nowUs, () => {});
      return null;
    }, call.cost, () => {});
  }

  #connected(): NodeConnection | "refused" | "silence" {
    if (this.#connection !== undefined && !this.#connection.dead) return this.#connection;
    const connection = this.#options.endpoint.connect({
      deliver: (reply, at) => {
        const waiting = this.#waiting;
        this.#waiting = undefined;
        waiting?.(reply, at);
      },
      closed: () => this.#give(connection, "the connection was closed"),
    });
    if (typeof connection !== "string") this.#connection = connection;
    return connection;
  }

  /** The reply travels back and waits until the node has time for it. */
  #deliver<T>(deferred: Deferred<T>, outcome: T | StoreError, departure: Instant): void {
    const { scheduler, cpu, faults } = this.#options;
    const settle = (): void => {
      if (outcome instanceof StoreError) deferred.reject(outcome);
      else deferred.resolve(outcome);
    };
    scheduler.at(this.#reply.arrival(departure), this.#replySite, () => {
      if (faults.isCut(scheduler.now)) return;
      if (cpu.readyAt > scheduler.now) scheduler.at(cpu.readyAt, this.#replySite, settle);
      else settle();
    });
  }

  /** Gives up a connection and what is under way on it. */
  #give(connection: NodeConnection | "refused" | "silence", why: string): void {
    if (connection !== this.#connection || this.#connection === undefined) return;
    this.#connection.close();
    this.#connection = undefined;
    this.#waiting = undefined;
    for (const { deferred, what } of this.#outstanding.splice(0)) deferred.reject(new StoreError("unknown", `${what}: ${why}`));
  }

  /** One timer for all calls: it looks at the oldest that is still open. */
  #watch(): void {
    const { scheduler } = this.#options;
    const first = this.#outstanding[0];
    if (this.#watched || first === undefined) return;
    this.#watched = true;
    scheduler.at(first.deadline, this.#timeoutSite, () => {
      this.#watched = false;
      while (this.#outstanding[0]?.deferred.settled === true) this.#outstanding.shift();
      const oldest = this.#outstanding[0];
      if (oldest !== undefined && oldest.deadline <= scheduler.now) this.#timedOut(oldest);
      this.#watch();
    });
  }

  #timedOut({ what, deferred }: Outstanding): void {
    const why = `no reply in ${this.#options.commandTimeout / 1_000_000} ms`;
    deferred.reject(new StoreError("unknown", `${what}: ${why}`));
    if (this.#connection === undefined) this.#outstanding.shift();
    else this.#give(this.#connection, why);
  }
}
