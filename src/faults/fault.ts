import type { Duration } from "../kernel/time.ts";

/** Which way of a connection is meant: towards the store, back from it, or both. */
export type Way = "both" | "request" | "reply";

/** What has to happen, at or after a fault's instant, for it to strike: a batch is sent, a message handled, … */
export type Moment = "now" | "flush" | "stored" | "handled" | "claim" | "trim" | "failover";

interface Span {
  /** Of the run's time. */
  readonly at: Duration;
  readonly lasting: Duration;
}

interface OnLink extends Span {
  /** A producer or a consumer: what befalls its connection to the store. */
  readonly node: string;
}

interface Chance {
  /** Of a thousand commands, how many it befalls; each is a decision of its own. */
  readonly perMille: number;
}

interface Strike {
  readonly at: Duration;
  /** Default `now`. */
  readonly when?: Moment;
}

/**
 * What can go wrong, as data. A plan of a run is a list of these with every number drawn, so that a shrinker can take
 * out one, shorten it, or make it weaker, and nothing else changes.
 */
export type Fault =
  // Links.
  | (OnLink & Chance & { readonly kind: "drop"; readonly way: Way })
  | (OnLink & Chance & { readonly kind: "duplicate" })
  | (OnLink & Chance & { readonly kind: "half-apply" })
  | (OnLink & Chance & { readonly kind: "delay"; readonly by: Duration })
  | (OnLink & Chance & { readonly kind: "reorder"; readonly by: Duration })
  | (OnLink & { readonly kind: "throttle"; readonly perSecond: number })
  | (OnLink & { readonly kind: "clog"; readonly way: Way })
  | (OnLink & { readonly kind: "half-open" })
  | (Span & { readonly kind: "partition"; readonly side: readonly string[]; readonly way: Way })
  // Nodes.
  | (Strike & {
      readonly kind: "crash";
      readonly node: string;
      readonly restartAfter: Duration;
      readonly state: RestartState;
    })
  | (Span & { readonly kind: "pause"; readonly node: string })
  | (Strike & { readonly kind: "replace"; readonly node: string })
  | (Strike & { readonly kind: "twin"; readonly node: string; readonly lasting: Duration })
  // Clocks.
  | (Span & { readonly kind: "skew"; readonly node: string; readonly by: Duration })
  | (Span & { readonly kind: "drift"; readonly node: string; readonly ppb: number })
  | (Strike & { readonly kind: "step"; readonly node: string; readonly by: Duration })
  // The store.
  | (Strike & { readonly kind: "failover" })
  | (Span & { readonly kind: "out-of-memory"; readonly node: string; readonly policy: "noeviction" | "allkeys-lru" })
  | (Span & { readonly kind: "slow-commands"; readonly node: string; readonly by: Duration; readonly every: Duration })
  | (Strike & { readonly kind: "disconnect"; readonly node: string })
  | (Strike & { readonly kind: "foreign-trim"; readonly keep: number })
  | (Strike & { readonly kind: "forget-scripts" })
  | (Strike & { readonly kind: "forget-group" })
  // The work itself.
  | (Span & Chance & { readonly kind: "handler-failure"; readonly node: string; readonly times: number })
  | (Span & { readonly kind: "slow-handler"; readonly node: string; readonly by: Duration })
  | (Span & { readonly kind: "burst"; readonly times: number })
  // Venues.
  | (Strike & { readonly kind: "venue-gap"; readonly venue: string })
  | (Strike & { readonly kind: "venue-malformed"; readonly venue: string })
  | (Span & { readonly kind: "venue-outage"; readonly venue: string })
  | (Span & { readonly kind: "venue-storm"; readonly times: number })
  | (Span & { readonly kind: "venue-throttle"; readonly venue: string; readonly perSecond: number });

/** With what a node comes back: all that it had written, what had reached the disk, or nothing. */
export type RestartState = "durable" | "fsynced" | "amnesiac";

export type FaultKind = Fault["kind"];

/** A fault of a plan. The id names it in reports and decisions and is the same in every plan it is part of. */
export type PlannedFault = Fault & { readonly id: string };

/** When the fault begins. */
export const startOf = (fault: Fault): Duration => fault.at;

/** How long it lasts; 0 for one that strikes. */
export function lastingOf(fault: Fault): Duration {
  if ("lasting" in fault) return fault.lasting;
  return fault.kind === "crash" ? fault.restartAfter : 0;
}
