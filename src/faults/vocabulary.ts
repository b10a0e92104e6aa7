import { ms, sec, type Duration } from "../kernel/time.ts";
import type { Fault, Moment, RestartState, Way } from "./fault.ts";

type Of<K extends Fault["kind"]> = Extract<Fault, { readonly kind: K }>;

/** From when, and for how long. Without a span a fault of that kind lasts for the whole run. */
export interface During {
  readonly at?: Duration;
  readonly lasting?: Duration;
}

export interface At {
  readonly at: Duration;
  readonly when?: Moment;
}

const ALWAYS = Number.MAX_SAFE_INTEGER;

/** What else is said stays, so that whoever checks the scenario finds what nobody asked for. */
const span = ({
  at = 0, lasting = ALWAYS,
  ...others
}: During): { readonly at: Duration; readonly lasting: Duration } => ({ ...others, at, lasting });
const strike = ({ at, when = "now", ...others }: At): { readonly at: Duration; readonly when: Moment } => ({
  ...others,
  at, when,
});

/** Commands of `node`, or their replies, that never arrive. */
export const drop = (node: string, options: During & { readonly perMille: number; readonly way?: Way }): Of<"drop"> =>
  ({ kind: "drop", node, way: options.way ?? "both", perMille: options.perMille, ...span(options) });

/** Writes of a producer that the server gets twice. */
export const duplicate = (node: string, options: During & { readonly perMille: number }): Of<"duplicate"> =>
  ({ kind: "duplicate", node, perMille: options.perMille, ...span(options) });

/** Batches of which the server gets only the beginning. */
export const halfApply = (node: string, options: During & { readonly perMille: number }): Of<"half-apply"> =>
  ({ kind: "half-apply", node, perMille: options.perMille, ...span(options) });

/** Commands that take up to `by` longer, and hold up those behind them. */
export const delay = (
  node: string, options: During & { readonly perMille: number; readonly by: Duration },
): Of<"delay"> => ({ kind: "delay", node, perMille: options.perMille, by: options.by, ...span(options) });

/** Commands that take up to `by` longer and are overtaken. */
export const reorder = (
  node: string, options: During & { readonly perMille: number; readonly by: Duration },
): Of<"reorder"> => ({ kind: "reorder", node, perMille: options.perMille, by: options.by, ...span(options) });

/** A link that takes only so many commands a second. */
export const throttle = (node: string, options: During & { readonly perSecond: number }): Of<"throttle"> =>
  ({ kind: "throttle", node, perSecond: options.perSecond, ...span(options) });

/** A link that keeps what is sent and delivers it all at the end. */
export const clog = (node: string, options: Required<During> & { readonly way?: Way }): Of<"clog"> =>
  ({ kind: "clog", node, way: options.way ?? "both", ...span(options) });

/**
 * The node's connections, as they are then, go silent: both ends believe that they live, and nothing gets through. One
 * that the client makes anew is sound. When it is over, who sends over an old one learns that it is gone; who only
 * waits, waits on.
 */
export const halfOpen = (node: string, options: Required<During>): Of<"half-open"> => ({
  kind: "half-open", node,
  ...span(options),
});

/** Cuts the nodes of `side` off from all others, both ways or one way: `request` loses what goes to the store. */
export const partition = (
  side: string | readonly string[], options: Required<During> & { readonly way?: Way },
): Of<"partition"> => ({
  kind: "partition", side: typeof side === "string" ? [side] : side, way: options.way ?? "both",
  ...span(options),
});

/** Kills a process; it comes back with what `state` says that it still has. */
export const crash = (
  node: string, options: At & { readonly restartAfter: Duration; readonly state?: RestartState },
): Of<"crash"> => ({
  kind: "crash", node, restartAfter: options.restartAfter, state: options.state ?? "durable",
  ...strike(options),
});

/** A stop of the world: the node does nothing for so long and does not know it. */
export const pause = (node: string, options: Required<During>): Of<"pause"> => ({
  kind: "pause", node,
  ...span(options),
});

/** The producer is closed under load and a successor takes over. */
export const replace = (node: string, options: At): Of<"replace"> => ({ kind: "replace", node, ...strike(options) });

/** A second producer of the same name appears beside the first, which does not know it. */
export const twin = (node: string, options: At & { readonly lasting: Duration }): Of<"twin"> =>
  ({ kind: "twin", node, lasting: options.lasting, ...strike(options) });

/** A wall clock that is `by` off. */
export const skew = (node: string, options: During & { readonly by: Duration }): Of<"skew"> => ({
  kind: "skew", node, by: options.by,
  ...span(options),
});

/** An oscillator that is so many parts per billion fast. */
export const drift = (node: string, options: During & { readonly ppb: number }): Of<"drift"> =>
  ({ kind: "drift", node, ppb: options.ppb, ...span(options) });

/** A wall clock that jumps and stays there. */
export const step = (node: string, options: At & { readonly by: Duration }): Of<"step"> => ({
  kind: "step", node, by: options.by,
  ...strike(options),
});

/** A replica is promoted; the old master refuses writes and replicates from it. */
export const failover = (options: At): Of<"failover"> => ({ kind: "failover", ...strike(options) });

export const outOfMemory = (
  node: string, options: Required<During> & { readonly policy?: "noeviction" | "allkeys-lru" },
): Of<"out-of-memory"> => ({ kind: "out-of-memory", node, policy: options.policy ?? "noeviction", ...span(options) });

/** Somebody else's command keeps the server for `by`, again and again. */
export const slowCommands = (
  node: string, options: Required<During> & { readonly by: Duration; readonly every?: Duration },
): Of<"slow-commands"> => ({
  kind: "slow-commands", node, by: options.by, every: options.every ?? sec(1),
  ...span(options),
});

/** The server closes all connections of the node. */
export const disconnect = (node: string, options: At): Of<"disconnect"> => ({
  kind: "disconnect", node,
  ...strike(options),
});

/** Somebody else trims the stream to `keep` entries, whatever has been read. */
export const foreignTrim = (options: At & { readonly keep: number }): Of<"foreign-trim"> => ({
  kind: "foreign-trim", keep: options.keep,
  ...strike(options),
});

/** SCRIPT FLUSH. */
export const forgetScripts = (options: At): Of<"forget-scripts"> => ({ kind: "forget-scripts", ...strike(options) });

/** XGROUP DESTROY. */
export const forgetGroup = (options: At): Of<"forget-group"> => ({ kind: "forget-group", ...strike(options) });

/** Messages whose handler fails, the first `times` times. */
export const handlerFailure = (
  node: string, options: During & { readonly perMille: number; readonly times?: number },
): Of<"handler-failure"> => ({
  kind: "handler-failure", node, perMille: options.perMille, times: options.times ?? 1,
  ...span(options),
});

export const slowHandler = (node: string, options: During & { readonly by: Duration }): Of<"slow-handler"> =>
  ({ kind: "slow-handler", node, by: options.by, ...span(options) });

/** Traffic comes `times` as fast. */
export const burst = (options: Required<During> & { readonly times: number }): Of<"burst"> => ({
  kind: "burst", times: options.times,
  ...span(options),
});

/** One book frame of the venue is lost. */
export const venueGap = (venue: string, options: At): Of<"venue-gap"> => ({
  kind: "venue-gap", venue,
  ...strike(options),
});

/** One frame of the venue is cut in the middle. */
export const venueMalformed = (venue: string, options: At): Of<"venue-malformed"> => ({
  kind: "venue-malformed", venue,
  ...strike(options),
});

export const venueOutage = (venue: string, options: Required<During>): Of<"venue-outage"> => ({
  kind: "venue-outage", venue,
  ...span(options),
});

/** All venues lose their connection `times` times. */
export const reconnectStorm = (options: Required<During> & { readonly times: number }): Of<"venue-storm"> =>
  ({ kind: "venue-storm", times: options.times, ...span(options) });

/** The venue sends no more than so many frames a second, late. */
export const venueThrottle = (venue: string, options: During & { readonly perSecond: number }): Of<"venue-throttle"> =>
  ({ kind: "venue-throttle", venue, perSecond: options.perSecond, ...span(options) });

/** Upper limits of what a seed may draw; what is absent stays off. See `swarm`. */
export interface SwarmLimits {
  readonly drop?: number;
  readonly duplicate?: number;
  readonly "half-apply"?: number;
  readonly delay?: Duration;
  readonly reorder?: Duration;
  readonly throttle?: number;
  readonly clog?: Duration;
  readonly "half-open"?: Duration;
  readonly partition?: Duration;
  readonly crash?: Duration;
  readonly pause?: Duration;
  readonly skew?: Duration;
  readonly drift?: number;
  readonly step?: Duration;
  readonly failover?: number;
  readonly "out-of-memory"?: Duration;
  readonly "slow-commands"?: Duration;
  readonly disconnect?: number;
  readonly "handler-failure"?: number;
  readonly "slow-handler"?: Duration;
  readonly burst?: number;
  /** Time-outs and sizes may differ from what the scenario says. */
  readonly knobs?: boolean;
  /** Our own code may do the rare but allowed thing. */
  readonly buggify?: boolean;
}

/** A random subset of faults at random strengths up to these limits: each seed draws its own. */
export interface Swarm {
  readonly kind: "swarm";
  readonly limits: SwarmLimits;
}

export const swarm = (limits: SwarmLimits = EVERYTHING): Swarm => ({ kind: "swarm", limits });

/** What `swarm()` allows. */
export const EVERYTHING: SwarmLimits = {
  drop: 30, duplicate: 30, "half-apply": 30, delay: ms(40), reorder: ms(40), throttle: 200, clog: sec(2),
  "half-open": sec(3), partition: sec(4), crash: sec(3), pause: sec(2), skew: sec(60), drift: 200_000, step: sec(30),
  failover: 2, "out-of-memory": sec(2), "slow-commands": ms(300), disconnect: 3, "handler-failure": 20,
  "slow-handler": ms(3), burst: 5, knobs: true, buggify: true,
};
