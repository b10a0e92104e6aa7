import { Condition } from "../admission/condition.ts";
import { Statistics } from "../info/statistics.ts";
import { WordTable } from "../resp/word-table.ts";
import type { RedisServer } from "../server/server.ts";
import { Connection, type ConnectionHost } from "./connection.ts";
import { ConnectionFaults, type OnFault } from "./connection-faults.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { OutputLimits } from "./output-limits.ts";
import { Refusals } from "./refusals.ts";
import type { Welcome } from "./server-end.ts";
import type { Timing, Transport } from "./transport.ts";

export interface ServiceOptions {
  readonly server: RedisServer;
  readonly timing: Timing;
  readonly faults?: FaultPlan;
  readonly onFault?: OnFault;
  /** Told of each command that is executed. */
  readonly onCommand?: () => void;
  /** Calls back when what has arrived by now is executed. Without it, replies are sent after each chunk. */
  readonly atEndOfTurn?: (send: () => void) => void;
}

/**
 * A server and the connections to it. Whoever owns the sockets hands over what arrives; in one turn commands are
 * executed, clients that they served go on, and then every reply of the turn is sent.
 */
export class Service implements ConnectionHost {
  readonly server: RedisServer;
  readonly timing: Timing;
  readonly words = new WordTable();
  readonly outputLimits: OutputLimits;
  readonly statistics: Statistics;
  readonly #faults: FaultPlan | undefined;
  readonly #refusals: Refusals | undefined;
  readonly #onFault: OnFault;
  readonly #atEndOfTurn: ((send: () => void) => void) | undefined;
  readonly executed: () => void;
  readonly #connections = new Set<Connection>();
  #asked = 0;
  #dirty: Connection[] = [];
  #released: Connection[] = [];
  #postponed: Connection[] = [];
  readonly #condition: Condition;
  #wakes = false;
  #turnEnds = false;
  #inTurn = false;
  #settles = false;
  #over = false;
  #deadlineIsStale = false;
  #cancelDeadline: (() => void) | undefined;
  #deadlineMs = Infinity;

  constructor(options: ServiceOptions) {
    this.server = options.server;
    this.timing = options.timing;
    this.outputLimits = new OutputLimits(options.server.config);
    this.#condition = options.server.part(Condition);
    this.statistics = options.server.part(Statistics);
    this.#faults = options.faults;
    this.#refusals = options.faults === undefined ? undefined : options.server.part(Refusals);
    this.#onFault = options.onFault ?? ((): void => {});
    this.executed = options.onCommand ?? ((): void => {});
    this.#atEndOfTurn = options.atEndOfTurn;
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  /** Decides on a new connection. Connections are numbered from 1 in the order of these calls. */
  welcome(): { readonly number: number; readonly welcome: Welcome } {
    const number = ++this.#asked;
    for (const [fault, welcome] of [["refuse", "refused"], ["unreachable", "unreachable"]] as const) {
      if (this.#faults?.meets(fault, number, 0) === true) {
        this.#onFault({ fault, connection: number, index: 0, command: "" });
        return { number, welcome };
      }
    }
    return { number, welcome: "accepted" };
  }

  /** Starts a connection. The server may close it at once, when there are too many. */
  open(transport: Transport, number: number): Connection {
    this.#inTurn = true;
    const faults = this.#faults === undefined || this.#refusals === undefined
      ? undefined : new ConnectionFaults(this.#faults, number, this.#refusals, this.#onFault);
    const connection = new Connection(this, transport, faults);
    this.#connections.add(connection);
    this.#settle();
    return connection;
  }

  receive(connection: Connection, chunk: Buffer): void {
    this.#inTurn = true;
    this.statistics.inputBytes += chunk.length;
    connection.receive(chunk);
    if (this.#atEndOfTurn === undefined) return this.#settle();
    if (this.#turnEnds) return;
    this.#turnEnds = true;
    this.#atEndOfTurn(this.endTurn);
  }

  /** Sends what was put off until the end of the turn. */
  readonly endTurn = (): void => {
    this.#turnEnds = false;
    this.#settle();
  };

  /** The client has read what it was sent. */
  drained(connection: Connection): void {
    this.#inTurn = true;
    connection.drained();
    this.#settle();
  }

  closed(connection: Connection): void {
    this.#inTurn = true;
    this.#connections.delete(connection);
    connection.gone();
    this.#settle();
  }

  /** A command that takes time (DEBUG SLEEP) keeps the server from everything else. */
  get isBusy(): boolean {
    const { busyUntilUs } = this.#condition;
    return busyUntilUs !== 0 && busyUntilUs > this.timing.nowUs();
  }

  /** Answers those whose time is up; removes what has expired. */
  advance(): void {
    if (this.#over) return;
    if (this.isBusy) return this.#wakeLater();
    this.#inTurn = true;
    this.server.advance(this.timing.nowUs());
    this.#deadlineIsStale = true;
    this.#settle();
  }

  /** Ends every connection and every timer. */
  shutDown(): void {
    this.#over = true;
    this.#cancelDeadline?.();
    for (const connection of [...this.#connections]) connection.reset();
    this.#connections.clear();
  }

  dirty(connection: Connection): void {
    connection.isDirty = true;
    this.#dirty.push(connection);
    if (!this.#inTurn) this.#settleSoon();
  }

  released(connection: Connection): void {
    this.#released.push(connection);
    if (!this.#inTurn) this.#settleSoon();
  }

  blocked(): void {
    this.#deadlineIsStale = true;
  }

  postponed(connection: Connection): void {
    this.#postponed.push(connection);
  }

  /** Somebody else than these connections has moved the server: a replica's master, a failover. */
  #settleSoon(): void {
    if (this.#settles) return;
    this.#settles = true;
    this.timing.after(0, () => {
      this.#settles = false;
      this.#settle();
    });
  }

  #wakeLater(): void {
    if (this.#wakes) return;
    this.#wakes = true;
    this.timing.after(this.#condition.busyUntilUs - this.timing.nowUs(), () => {
      this.#wakes = false;
      if (this.isBusy) return this.#wakeLater();
      const postponed = this.#postponed;
      this.#postponed = [];
      this.#inTurn = true;
      for (const connection of postponed) connection.resume();
      this.advance();
    });
  }

  #settle(): void {
    this.#inTurn = true;
    this.#sendAll();
    this.#inTurn = false;
  }

  #sendAll(): void {
    if (this.isBusy) return this.#wakeLater();
    while (this.#released.length > 0) {
      const released = this.#released;
      this.#released = [];
      for (const connection of released) connection.release();
    }
    if (this.#dirty.length > 0) {
      const dirty = this.#dirty;
      this.#dirty = [];
      for (const connection of dirty) {
        connection.isDirty = false;
        connection.flush();
      }
    }
    if (this.#deadlineIsStale) this.#watchDeadline();
  }

  #watchDeadline(): void {
    this.#deadlineIsStale = false;
    if (this.#over) return;
    const { deadlineMs } = this.server;
    if (deadlineMs === this.#deadlineMs && this.#cancelDeadline !== undefined) return;
    this.#cancelDeadline?.();
    this.#cancelDeadline = undefined;
    this.#deadlineMs = deadlineMs;
    if (deadlineMs === Infinity) return;
    const us = Math.max(0, Math.ceil(deadlineMs * 1_000 - this.timing.nowUs()));
    this.#cancelDeadline = this.timing.after(us, () => {
      this.#cancelDeadline = undefined;
      this.advance();
    });
  }
}
