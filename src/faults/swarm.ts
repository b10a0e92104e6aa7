import type { Decisions } from "../kernel/decisions.ts";
import { ms, type Duration } from "../kernel/time.ts";
import type { Fault, FaultKind, PlannedFault } from "./fault.ts";
import type { SwarmLimits } from "./vocabulary.ts";

/** Who can be befallen. */
export interface Targets {
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  readonly stores: readonly string[];
}

const PER_MILLE = 1_000;
const NEUTRAL = PER_MILLE - 1;
/** Of a thousand runs, in how many a fault exists. */
const EXISTS = 350;
const MOST = 3;

/** Kinds that limits can allow. */
export type SwarmKind = Exclude<keyof SwarmLimits, "knobs" | "buggify"> & FaultKind;

/** What is drawn for one occurrence of a fault: `strength` is of a thousand, and what is made of it is at least one. */
export interface SwarmDraw {
  readonly at: Duration;
  readonly limit: number;
  readonly lasting: Duration;
  readonly strength: number;
  readonly pick: <T>(choices: readonly T[]) => T;
}

type Maker = (draw: SwarmDraw, targets: Targets) => Fault | undefined;

const clients = ({ producers, consumers }: Targets): readonly string[] => [...producers, ...consumers];
const anyone = (targets: Targets): readonly string[] => [...clients(targets), ...targets.stores];
const part = ({ limit, strength }: SwarmDraw): number => Math.max(1, Math.floor((limit * strength) / PER_MILLE));
const ways = ["both", "request", "reply"] as const;

/** How each kind is made from its draws. The order is that of plans. */
const MAKERS: Readonly<Record<SwarmKind, Maker>> = {
  drop: (draw, targets) => ({
    kind: "drop", node: draw.pick(clients(targets)), way: draw.pick(ways), perMille: part(draw), at: draw.at,
    lasting: draw.lasting,
  }),
  duplicate: (draw, targets) => ({
    kind: "duplicate", node: draw.pick(targets.producers), perMille: part(draw), at: draw.at, lasting: draw.lasting,
  }),
  "half-apply": (draw, targets) => ({
    kind: "half-apply", node: draw.pick(targets.producers), perMille: part(draw), at: draw.at, lasting: draw.lasting,
  }),
  delay: (draw, targets) => ({
    kind: "delay", node: draw.pick(clients(targets)), perMille: 200, by: part(draw), at: draw.at, lasting: draw.lasting,
  }),
  reorder: (draw, targets) => ({
    kind: "reorder", node: draw.pick(clients(targets)), perMille: 100, by: part(draw), at: draw.at,
    lasting: draw.lasting,
  }),
  throttle: (draw, targets) => ({
    kind: "throttle", node: draw.pick(clients(targets)), perSecond: draw.limit + 5 * (PER_MILLE - draw.strength),
    at: draw.at, lasting: draw.lasting,
  }),
  clog: (draw, targets) => ({
    kind: "clog", node: draw.pick(clients(targets)), way: draw.pick(ways), at: draw.at, lasting: part(draw),
  }),
  "half-open": (draw, targets) => ({
    kind: "half-open", node: draw.pick(clients(targets)), at: draw.at, lasting: part(draw),
  }),
  partition: (draw, targets) => ({
    kind: "partition", side: side(draw, targets), way: draw.pick(ways), at: draw.at, lasting: part(draw),
  }),
  crash: (draw, targets) => ({
    kind: "crash", node: draw.pick(["master", ...anyone(targets)]), state: draw.pick(["durable", "durable", "fsynced"]),
    restartAfter: Math.max(ms(10), part(draw)), at: draw.at,
    when: draw.pick(["now", "now", "flush", "handled", "stored"]),
  }),
  pause: (draw, targets) => ({ kind: "pause", node: draw.pick(anyone(targets)), at: draw.at, lasting: part(draw) }),
  skew: (draw, targets) => ({
    kind: "skew", node: draw.pick(anyone(targets)), by: signed(draw), at: draw.at, lasting: draw.lasting,
  }),
  drift: (draw, targets) => ({
    kind: "drift", node: draw.pick(clients(targets)), ppb: signed(draw), at: draw.at, lasting: draw.lasting,
  }),
  step: (draw, targets) => ({ kind: "step", node: draw.pick(anyone(targets)), by: signed(draw), at: draw.at }),
  failover: (draw, targets) => (targets.stores.length > 1 ? { kind: "failover", at: draw.at } : undefined),
  "out-of-memory": (draw) => ({
    kind: "out-of-memory", node: "master", policy: "noeviction", at: draw.at, lasting: part(draw),
  }),
  "slow-commands": (draw) => ({
    kind: "slow-commands", node: "master", by: part(draw), every: ms(700), at: draw.at, lasting: draw.lasting,
  }),
  disconnect: (draw, targets) => ({ kind: "disconnect", node: draw.pick(clients(targets)), at: draw.at }),
  "handler-failure": (draw, targets) => ({
    kind: "handler-failure", node: draw.pick(targets.consumers), perMille: part(draw), times: 2, at: draw.at,
    lasting: draw.lasting,
  }),
  "slow-handler": (draw, targets) => ({
    kind: "slow-handler", node: draw.pick(targets.consumers), by: part(draw), at: draw.at, lasting: draw.lasting,
  }),
  burst: (draw) => ({
    kind: "burst", times: 1 + draw.pick([1, 2, 4, draw.limit]), at: draw.at,
    lasting: Math.max(1, Math.floor(draw.lasting / 4)),
  }),
};

/** In the order of plans. */
export const SWARM_KINDS = Object.keys(MAKERS) as readonly SwarmKind[];

/** All that limits may name. */
export const SWARM_LIMITS: readonly (keyof SwarmLimits)[] = [...SWARM_KINDS, "knobs", "buggify"];

/** One fault of a swarm, or undefined when it can befall nobody: a failover with nobody to promote. */
export const makeSwarmFault = (kind: SwarmKind, draw: SwarmDraw, targets: Targets): Fault | undefined =>
  MAKERS[kind](draw, targets);

/**
 * A random subset of the faults that `limits` allow, at random strengths: whether a kind exists, how often it strikes,
 * when, whom, and how hard are decisions of their own, so that each can be taken out alone.
 */
export function drawSwarm(
  limits: SwarmLimits, decisions: Decisions, targets: Targets, duration: Duration,
): readonly PlannedFault[] {
  const faults: PlannedFault[] = [];
  for (const kind of SWARM_KINDS) {
    const limit = limits[kind];
    if (limit === undefined) continue;
    const point = (name: string): number => decisions.point(`swarm.${kind}${name}`, PER_MILLE, NEUTRAL).decide(0);
    if (point("") >= EXISTS) continue;
    const count = 1 + (point(".count") % MOST);
    for (let n = 0; n < count; n++) {
      const fault = MAKERS[kind](drawOf(kind, n, limit, decisions, duration), targets);
      if (fault !== undefined) faults.push({ ...fault, id: `swarm-${kind}#${n}` });
    }
  }
  return faults;
}

function drawOf(kind: string, n: number, limit: number, decisions: Decisions, duration: Duration): SwarmDraw {
  const site = (name: string): number => decisions.point(`swarm.${kind}.${name}`, PER_MILLE, 0).decide(n);
  let picks = 0;
  const at = Math.floor((duration * site("at")) / PER_MILLE);
  return {
    at, limit,
    lasting: Math.max(ms(1), Math.floor(((duration - at) * site("lasting")) / PER_MILLE)),
    strength: site("strength"),
    pick: (choices) => choices[site(`pick-${picks++}`) % choices.length] as (typeof choices)[number],
  };
}

/** One node alone, half of them, or one side with a node of the store. */
function side(draw: SwarmDraw, targets: Targets): readonly string[] {
  const mode = draw.pick(["isolate", "uniform", "halves"] as const);
  const all = anyone(targets);
  if (mode === "isolate") return [draw.pick(all)];
  if (mode === "halves") return all.slice(0, Math.max(1, all.length >> 1));
  const chosen = all.filter(() => draw.pick([true, false]));
  return chosen.length === 0 ? [draw.pick(all)] : chosen;
}

const signed = (draw: SwarmDraw): number => (draw.pick([1, -1]) * part(draw));
