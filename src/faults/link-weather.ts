import type { DecisionPoint, Decisions } from "../kernel/decisions.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import type { Fate, LinkConditions } from "../redis/stores/link-faults.ts";
import type { PlannedFault } from "./fault.ts";
import type { Network } from "./network.ts";

const PER_MILLE = 1_000;
const NEUTRAL = PER_MILLE - 1;
const STEPS = 16;

type LinkFault = Extract<PlannedFault, { readonly node: string; readonly lasting: Duration }>;

/** A fault that befalls some commands: which, and by how much, are decisions with the command's number as key. */
interface Rule {
  readonly fault: LinkFault & { readonly perMille: number };
  readonly hits: DecisionPoint;
  readonly amount: DecisionPoint;
}

const RULED = ["drop", "duplicate", "half-apply", "delay", "reorder"] as const;

/** What the way between one node and the store is like at the moment. While no fault is on, nothing is decided. */
export class LinkWeather implements LinkConditions {
  readonly #node: string;
  readonly #network: Network;
  readonly #decisions: Decisions;
  readonly #rules = new Map<string, Rule>();
  readonly #clogs = new Map<string, Extract<PlannedFault, { kind: "clog" }>>();
  readonly #throttles = new Map<string, number>();
  #commands = 0;
  #batches = 0;
  #messages = 0;
  #freeAt: Instant = 0;
  /** The node of the store that it is connected to, as far as it knows. */
  peer = "";

  constructor(node: string, network: Network, decisions: Decisions) {
    this.#node = node;
    this.#network = network;
    this.#decisions = decisions;
  }

  begin(fault: PlannedFault): void {
    if (fault.kind === "clog") this.#clogs.set(fault.id, fault);
    else if (fault.kind === "throttle") this.#throttles.set(fault.id, Math.floor(1_000_000_000 / fault.perSecond));
    else if (isRuled(fault)) {
      this.#rules.set(fault.id, {
        fault,
        hits: this.#decisions.point(`fault.${fault.id}`, PER_MILLE, NEUTRAL),
        amount: this.#decisions.point(`fault.${fault.id}.amount`, STEPS, STEPS - 1),
      });
    }
  }

  end(fault: PlannedFault): void {
    this.#clogs.delete(fault.id);
    this.#throttles.delete(fault.id);
    this.#rules.delete(fault.id);
  }

  /** Whether any rule could lose or delay something. */
  get isFair(): boolean {
    return this.#rules.size + this.#clogs.size + this.#throttles.size === 0;
  }

  canReach(node: string): boolean {
    return !this.#network.isCut(this.#node, node, "request") && !this.#network.isCut(this.#node, node, "reply");
  }

  fate(_now: Instant): Fate {
    const command = this.#commands++;
    if (this.#network.isCut(this.#node, this.peer, "request")) return "request-lost";
    let fate: Fate = "delivered";
    for (const { fault, hits } of this.#rules.values()) {
      if (fault.kind !== "drop" && fault.kind !== "duplicate") continue;
      const drawn = hits.decide(command);
      if (drawn >= fault.perMille || fate !== "delivered") continue;
      if (fault.kind === "duplicate") fate = "duplicated";
      else fate = fault.way === "request" || (fault.way === "both" && drawn % 2 === 0) ? "request-lost" : "reply-lost";
    }
    return fate;
  }

  isCut(_now: Instant): boolean {
    return this.#network.isCut(this.#node, this.peer, "reply");
  }

  appliedPrefix(length: number): number {
    const batch = this.#batches++;
    for (const { fault, hits, amount } of this.#rules.values()) {
      if (fault.kind !== "half-apply" || hits.decide(batch) >= fault.perMille) continue;
      return Math.floor((length * amount.decide(batch)) / STEPS);
    }
    return length;
  }

  departure(way: "request" | "reply", departure: Instant): Instant {
    if (this.isFair) return departure;
    let at = departure;
    for (const clog of this.#clogs.values()) {
      if (clog.way === "both" || clog.way === way) at = Math.max(at, clog.at + clog.lasting);
    }
    if (way === "request") {
      for (const gap of this.#throttles.values()) at = this.#freeAt = Math.max(at, this.#freeAt + gap);
    }
    return at + this.#extra("delay");
  }

  detour(_way: "request" | "reply"): Duration {
    return this.#rules.size === 0 ? 0 : this.#extra("reorder");
  }

  #extra(kind: "delay" | "reorder"): Duration {
    let extra = 0;
    const message = kind === "delay" ? this.#messages++ : this.#messages;
    for (const { fault, hits, amount } of this.#rules.values()) {
      if (fault.kind !== kind || hits.decide(message) >= fault.perMille) continue;
      extra += Math.floor((fault.by * (1 + amount.decide(message))) / STEPS);
    }
    return extra;
  }
}

const isRuled = (fault: PlannedFault): fault is Rule["fault"] & PlannedFault =>
  (RULED as readonly string[]).includes(fault.kind);
