import type { Sites } from "../../kernel/site.ts";

/** What a scenario's trace is made of: site, and what its four values mean. */
export const TRACE_SITES = {
  accepted: { site: "bus.accepted", values: ["message", "life", "priority", "key"] },
  refused: { site: "bus.refused", values: ["message"] },
  dropped: { site: "bus.dropped", values: ["message"] },
  sent: { site: "bus.sent", values: ["sequence", "count", "attempt", "life"] },
  stored: { site: "bus.stored", values: ["sequence", "count", "life"] },
  failed: { site: "bus.failed", values: ["sequence", "count", "life", "error"] },
  applied: { site: "store.applied", values: ["sequence", "count", "node", "life"] },
  read: { site: "group.read", values: ["consumer", "count", "claimed"] },
  handled: { site: "engine.handled", values: ["message", "consumer", "process"] },
  handlerFailed: { site: "engine.failed", values: ["message", "consumer", "attempt"] },
  duplicate: { site: "group.duplicate", values: ["message", "consumer"] },
  deadLettered: { site: "group.dead-lettered", values: ["message", "consumer"] },
  acknowledged: { site: "group.acknowledged", values: ["consumer", "count"] },
  vanished: { site: "group.vanished", values: ["consumer", "count"] },
  regrouped: { site: "group.remade", values: ["consumer"] },
  trimmed: { site: "stream.trimmed", values: ["count"] },
  trimHeld: { site: "stream.trim-held", values: ["count"] },
  trimmedUnread: { site: "stream.trimmed-unread", values: [] },
  fault: { site: "fault", values: ["fault", "begins"] },
  master: { site: "store.master", values: ["node"] },
  crashed: { site: "node.crashed", values: ["node"] },
  started: { site: "node.started", values: ["node"] },
  healed: { site: "run.healed", values: [] },
  met: { site: "run.met", values: ["goal"] },
} as const;

export type TraceSite = keyof typeof TRACE_SITES;

export type SiteIds = Readonly<Record<TraceSite, number>>;

export const siteIds = (sites: Sites): SiteIds =>
  Object.fromEntries(Object.entries(TRACE_SITES).map(([name, { site }]) => [name, sites.id(site)])) as SiteIds;
