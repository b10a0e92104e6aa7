import type { PriorityName } from "../../bus/priority.ts";
import type { GeneratedVenue } from "../../traffic/generate/profile.ts";
import type { Duration } from "../../kernel/time.ts";

interface Flow {
  /** Default: the first. */
  readonly producer?: string;
  /** Different keys. Default 8. */
  readonly keys?: number;
  /** Shares of the classes. Default: NORMAL 6, HIGH 3, CRITICAL 1. */
  readonly mix?: Partial<Record<PriorityName, number>>;
  /** Bytes a payload. Default 32. */
  readonly bytes?: number;
  readonly from?: Duration;
  readonly until?: Duration;
}

/** Publications without venues, drawn from the seed. */
export type Traffic = Flowing | Session;

/** Frames of venues, generated, through their adapters: each venue has a connection, books and trades. */
export interface Session {
  readonly kind: "session";
  readonly venues: readonly SessionVenue[];
  readonly producer?: string;
}

export interface SessionVenue {
  readonly venue: GeneratedVenue;
  /** Against dollars, in the venue's own spelling. */
  readonly base: "BTC" | "ETH";
  /** Events of the book a second. Default 10. */
  readonly perSecond?: number;
}

type Flowing =
  /** Evenly spread, so many in all. */
  | (Flow & { readonly kind: "steady"; readonly messages: number })
  /** So many in all, in clusters as market data comes: a few at one instant, then none for a while. */
  | (Flow & { readonly kind: "clusters"; readonly messages: number; readonly size?: number })
  /** Independent arrivals, so many a second on average. */
  | (Flow & { readonly kind: "poisson"; readonly perSecond: number });

export const session = (...venues: readonly SessionVenue[]): Traffic => ({ kind: "session", venues });
export const steady = (options: Flow & { readonly messages: number }): Traffic => ({ kind: "steady", ...options });
export const clusters = (options: Flow & { readonly messages: number; readonly size?: number }): Traffic => ({ kind: "clusters", ...options });
export const poisson = (options: Flow & { readonly perSecond: number }): Traffic => ({ kind: "poisson", ...options });
