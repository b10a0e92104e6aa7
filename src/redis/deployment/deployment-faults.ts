import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { ms, sec, type Duration, type Instant } from "../../kernel/time.ts";
import type { Deployment } from "./deployment.ts";

/**
 * What befalls a deployment by itself. Each is a site of its own, `fault.deployment.<name>`, decided once a slot of
 * time.
 */
export const DEPLOYMENT_FAULTS = [
  "process-crash", "power-loss", "failover", "partition", "isolation", "clock-jump", "stall", "full-memory",
] as const;

export type DeploymentFault = (typeof DEPLOYMENT_FAULTS)[number];

const SLOT = sec(1);
const PER_MILLE = 1_000;
const RATE = 20;
/** How long a fault lasts: down, cut off, standing still. */
const LASTING: readonly Duration[] = [ms(50), ms(200), ms(600), sec(1), sec(2), sec(5), sec(12), sec(40)];
const STALLS: readonly Duration[] = [ms(5), ms(20), ms(50), ms(100), ms(250), ms(600), sec(1), sec(3)];
const CLOCK_JUMPS_MS: readonly number[] = [-3_600_000, -60_000, -5_000, -200, 0, 200, 5_000, 60_000];
const NO_JUMP = 4;

/**
 * Faults drawn over time. Whether one strikes in a slot, how long it lasts and how far it goes are decisions with the
 * slot's number as their key, so that each can be taken out alone. A fault strikes who is master then.
 */
export class DeploymentFaults {
  readonly #scheduler: Scheduler;
  readonly #deployment: Deployment;
  readonly #site: number;
  readonly #strikes: ReadonlyMap<DeploymentFault, DecisionPoint>;
  readonly #lasting: DecisionPoint;
  readonly #jump: DecisionPoint;

  constructor(scheduler: Scheduler, decisions: Decisions, deployment: Deployment) {
    this.#scheduler = scheduler;
    this.#deployment = deployment;
    this.#site = scheduler.sites.id("deployment.faults");
    this.#strikes = new Map(DEPLOYMENT_FAULTS.map((fault) =>
      [fault, decisions.point(`fault.deployment.${fault}`, PER_MILLE, PER_MILLE - 1)]));
    this.#lasting = decisions.point("fault.deployment.lasting", LASTING.length, 3);
    this.#jump = decisions.point("fault.deployment.jump", CLOCK_JUMPS_MS.length, NO_JUMP);
  }

  /** Lets faults strike from now until `until`, then mends what is broken. */
  run(until: Instant): void {
    const start = this.#scheduler.now;
    for (let slot = 0; start + slot * SLOT < until; slot++) {
      this.#scheduler.at(start + slot * SLOT, this.#site, () => {
        for (const [fault, point] of this.#strikes) if (point.decide(slot) < RATE) this.#strike(fault, slot);
      });
    }
    this.#scheduler.at(until, this.#site, () => this.#mendAll());
  }

  #strike(fault: DeploymentFault, slot: number): void {
    const deployment = this.#deployment;
    const { name } = deployment.master;
    const lasting = this.#lasting.decide(slot);
    switch (fault) {
      case "process-crash":
      case "power-loss":
        if (deployment.master.server === undefined) return;
        deployment.crash(name, fault === "process-crash" ? "process" : "power");
        return this.#later(lasting, () => deployment.restart(name));
      case "failover": return void deployment.failover();
      case "partition":
      case "isolation":
        deployment.partition(name, { clients: fault === "partition" ? "kept" : "cut" });
        return this.#later(lasting, () => deployment.heal(name));
      case "clock-jump": return deployment.jumpClock(name, CLOCK_JUMPS_MS[this.#jump.decide(slot)] as number);
      case "stall": return deployment.stall(name, STALLS[lasting] as Duration);
      case "full-memory":
        deployment.fillMemory(name, slot % 2 === 0 ? "noeviction" : "allkeys-lru");
        return this.#later(lasting, () => deployment.freeMemory(name));
    }
  }

  #later(lasting: number, mend: () => void): void {
    this.#scheduler.after(LASTING[lasting] as Duration, this.#site, mend);
  }

  #mendAll(): void {
    for (const { name } of this.#deployment.nodes) {
      this.#deployment.restart(name);
      this.#deployment.heal(name);
      this.#deployment.freeMemory(name);
    }
  }
}
