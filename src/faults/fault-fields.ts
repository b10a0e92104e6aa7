import type { Fault, FaultKind, Moment, RestartState, Way } from "./fault.ts";

/** What a field of a fault holds, and so how it is read and how it is made weaker. */
export type FaultField =
  | "node" | "nodes" | "venue"
  | "instant" | "span" | "signed span" | "ppb" | "count" | "per mille"
  /** More of it is weaker. */
  | "rate"
  /** So is what is left; it may be nothing. */
  | "remainder"
  | "way" | "moment" | "state" | "policy";

type FieldsOf<K extends FaultKind> = {
  readonly [F in Exclude<keyof Extract<Fault, { readonly kind: K }>, "kind">]-?: FaultField;
};

const span = { at: "instant", lasting: "span" } as const;
const strike = { at: "instant", when: "moment" } as const;
const chance = { ...span, node: "node", perMille: "per mille" } as const;

/** Every fault and its fields: what a plan may say, and nothing else. */
export const FAULT_FIELDS: { readonly [K in FaultKind]: FieldsOf<K> } = {
  "drop": { ...chance, way: "way" },
  "duplicate": chance,
  "half-apply": chance,
  "delay": { ...chance, by: "span" },
  "reorder": { ...chance, by: "span" },
  "throttle": { ...span, node: "node", perSecond: "rate" },
  "clog": { ...span, node: "node", way: "way" },
  "half-open": { ...span, node: "node" },
  "partition": { ...span, side: "nodes", way: "way" },
  "crash": { ...strike, node: "node", restartAfter: "span", state: "state" },
  "pause": { ...span, node: "node" },
  "replace": { ...strike, node: "node" },
  "twin": { ...strike, node: "node", lasting: "span" },
  "skew": { ...span, node: "node", by: "signed span" },
  "drift": { ...span, node: "node", ppb: "ppb" },
  "step": { ...strike, node: "node", by: "signed span" },
  "failover": strike,
  "out-of-memory": { ...span, node: "node", policy: "policy" },
  "slow-commands": { ...span, node: "node", by: "span", every: "rate" },
  "disconnect": { ...strike, node: "node" },
  "foreign-trim": { ...strike, keep: "remainder" },
  "forget-scripts": strike,
  "forget-group": strike,
  "handler-failure": { ...chance, times: "count" },
  "slow-handler": { ...span, node: "node", by: "span" },
  "burst": { ...span, times: "count" },
  "venue-gap": { ...strike, venue: "venue" },
  "venue-malformed": { ...strike, venue: "venue" },
  "venue-outage": { ...span, venue: "venue" },
  "venue-storm": { ...span, times: "count" },
  "venue-throttle": { ...span, venue: "venue", perSecond: "rate" },
};

/** Weakest first. */
export const WAYS: readonly Way[] = ["reply", "request", "both"];
export const MOMENTS: readonly Moment[] = ["now", "flush", "stored", "handled", "claim", "trim", "failover"];
export const STATES: readonly RestartState[] = ["durable", "fsynced", "amnesiac"];
export const POLICIES = ["noeviction", "allkeys-lru"] as const;

/** All that a field of a few values may hold; undefined for any other. */
export function choicesOf(field: FaultField): readonly string[] | undefined {
  switch (field) {
    case "way": return WAYS;
    case "moment": return MOMENTS;
    case "state": return STATES;
    case "policy": return POLICIES;
    default: return undefined;
  }
}

/** In the order of the table; a fault has each at most once. */
export const fieldsOf = (kind: FaultKind): readonly (readonly [name: string, field: FaultField])[] =>
  Object.entries(FAULT_FIELDS[kind]);
