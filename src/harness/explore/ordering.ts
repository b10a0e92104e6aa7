import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import type { Sites } from "../../kernel/site.ts";
import type { TieRank } from "../../kernel/scheduler.ts";
import { checkedOrder, type Order } from "./order.ts";

/** Sites that decide how long something takes, and so what comes first. */
export const latencySites = (producers: readonly string[]): readonly string[] =>
  ["link.*", "deployment.*", "buggify.timer.*", ...producers.map((name) => `${name}.retry-jitter`)];

/** The sites that `order` leaves without a choice. */
export const neutralSites = (order: Order | undefined, producers: readonly string[]): readonly string[] =>
  order !== undefined && checkedOrder(order) === "fifo" ? latencySites(producers) : [];

const RANKS = 8;

/**
 * Which of the events that are due at one instant runs first, drawn for each site and instant: events of one site keep
 * their order, since a link promises it.
 */
export function seededTies(decisions: Decisions, sites: Sites): TieRank {
  const points: (DecisionPoint | undefined)[] = [];
  return (site, at) => (points[site] ??= decisions.point(`order.tie.${sites.name(site)}`, RANKS, 0)).decide(at);
}
