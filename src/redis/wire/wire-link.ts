import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import type { Instant } from "../../kernel/time.ts";
import type { LatencyTable } from "../link.ts";
import { occurrence } from "./fault-plan.ts";

/**
 * The sites of the latencies, for the list of those at which the seed decides; elsewhere every latency is the median.
 */
export const WIRE_LATENCY_SITES = ["wire.request.latency", "wire.reply.latency"] as const;

/** One direction of one connection: latency drawn for each message, order kept, as TCP keeps it. */
export class WireLink {
  readonly #table: LatencyTable;
  readonly #point: DecisionPoint;
  readonly #connection: number;
  #count = 0;
  #lastArrival: Instant = 0;

  constructor(table: LatencyTable, point: DecisionPoint, connection: number) {
    this.#table = table;
    this.#point = point;
    this.#connection = connection;
  }

  /** When a message that leaves at `departure` arrives: never before one that left earlier. */
  arrival(departure: Instant): Instant {
    const latency = this.#table[this.#point.decide(occurrence(this.#connection, this.#count++))] ?? 0;
    return (this.#lastArrival = Math.max(this.#lastArrival, departure + latency));
  }
}

/** The links of every connection to one server. */
export class WireLinks {
  readonly #table: LatencyTable;
  readonly #request: DecisionPoint;
  readonly #reply: DecisionPoint;

  constructor(table: LatencyTable, decisions: Decisions) {
    const [request, reply] = WIRE_LATENCY_SITES.map((site) => decisions.point(site, table.length, table.length >> 1));
    this.#table = table;
    this.#request = request as DecisionPoint;
    this.#reply = reply as DecisionPoint;
  }

  request(connection: number): WireLink {
    return new WireLink(this.#table, this.#request, connection);
  }

  reply(connection: number): WireLink {
    return new WireLink(this.#table, this.#reply, connection);
  }
}
