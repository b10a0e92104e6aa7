import type { PlannedFault } from "../../faults/fault.ts";
import { lastingOf } from "../../faults/fault.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import type { DataLoss } from "../../oracles/evidence/account.ts";
import type { ServerNode } from "../../redis/deployment/server-node.ts";
import { ConsumerNode } from "./consumer-node.ts";
import { ProducerNode } from "./producer-node.ts";
import type { SiteHost } from "./site-host.ts";
import type { World } from "./world.ts";

/** Lets the faults of a plan happen to a world, and mends everything at the end. */
export class Injector {
  readonly #world: World;
  readonly #site: number;
  readonly #active = new Map<string, { readonly fault: PlannedFault; readonly end: () => void }>();
  #healed = false;

  constructor(world: World) {
    this.#world = world;
    this.#site = world.scheduler.sites.id("fault");
  }

  schedule(plan: readonly PlannedFault[], until: Instant): void {
    for (const fault of plan) {
      if (fault.at >= until) continue;
      this.#world.scheduler.at(fault.at, this.#site, () => this.#arm(fault, until));
    }
  }

  /** Every fault ends, whatever is down comes back. */
  healAll(): void {
    this.#healed = true;
    const { deployment, network, moments, producers, engines } = this.#world;
    moments.forget();
    for (const { end } of [...this.#active.values()]) end();
    network.mend();
    for (const node of deployment.nodes) {
      deployment.heal(node.name);
      deployment.restart(node.name);
      deployment.freeMemory(node.name);
    }
    for (const host of [...producers, ...engines]) host.start();
  }

  #arm(fault: PlannedFault, until: Instant): void {
    const { moments, scheduler } = this.#world;
    if (!("when" in fault) || fault.when === undefined || fault.when === "now") {
      this.#begin(fault, until);
      return;
    }
    // A consumer that is to die after handling dies before the next step of its own: that one acknowledges.
    if (fault.when === "handled" && fault.kind === "crash" && this.#world.host(fault.node) instanceof ConsumerNode) {
      moments.next("handled", fault.node, () => this.#begin(fault, until));
    } else {
      const begin = (): void => void scheduler.at(scheduler.now, this.#site, () => this.#begin(fault, until));
      moments.next(fault.when, undefined, begin);
    }
  }

  #begin(fault: PlannedFault, until: Instant): void {
    if (this.#healed) return;
    const { scheduler, recorder } = this.#world;
    recorder.fault(fault.kind, fault.id, true);
    const undo = this.#strike(fault);
    const end = (): void => {
      if (!this.#active.delete(fault.id)) return;
      undo();
      recorder.fault(fault.kind, fault.id, false);
    };
    this.#active.set(fault.id, { fault, end });
    const over = Math.min(until, scheduler.now + lastingOf(fault));
    if (over > scheduler.now) scheduler.at(over, this.#site, end);
    else end();
  }

  /** Returns what undoes it. */
  #strike(fault: PlannedFault): () => void {
    const { network, deployment } = this.#world;
    switch (fault.kind) {
      case "drop": case "duplicate": case "half-apply": case "delay": case "reorder": case "throttle": case "clog": {
        const { weather } = this.#host(fault.node);
        weather.begin(fault);
        return () => weather.end(fault);
      }
      case "half-open": return this.#host(fault.node).halfOpen();
      case "partition": {
        network.begin(fault);
        const side = deployment.nodes.map(({ name }) => name).filter((name) => fault.side.includes(name));
        const mend = side.length === 0 ? nothing : deployment.partition(side, { clients: "kept", way: fault.way });
        return () => {
          network.end(fault);
          mend();
        };
      }
      case "crash": return this.#crash(fault);
      case "pause": return this.#pause(fault.node, fault.lasting);
      case "replace": {
        const host = this.#host(fault.node);
        if (host instanceof ProducerNode) host.replace();
        return nothing;
      }
      case "skew": case "drift": case "step": return this.#clock(fault);
      case "failover":
        deployment.failover();
        return nothing;
      case "out-of-memory": {
        const { name } = this.#server(fault.node);
        deployment.fillMemory(name, fault.policy);
        if (fault.policy === "allkeys-lru") this.#lost(name, "eviction", true, Infinity);
        return () => deployment.freeMemory(name);
      }
      case "slow-commands": return this.#slow(this.#server(fault.node), fault.by, fault.every);
      case "disconnect": {
        const host = this.#host(fault.node);
        if (host instanceof ProducerNode || host instanceof ConsumerNode) host.disconnect();
        return nothing;
      }
      case "handler-failure": case "slow-handler": return this.#handler(fault);
      case "foreign-trim": case "forget-scripts": case "forget-group": return this.#command(fault);
      case "twin": {
        const host = this.#host(fault.node);
        return host instanceof ProducerNode ? host.twin() : nothing;
      }
      // Traffic is made before the run, with these in it.
      case "burst": case "venue-gap": case "venue-malformed": case "venue-outage": case "venue-storm":
      case "venue-throttle": return nothing;
    }
  }

  #crash({ node: name, state, restartAfter: _after }: Extract<PlannedFault, { kind: "crash" }>): () => void {
    const { deployment, producers, engines } = this.#world;
    const host = [...producers, ...engines].find((each) => each.name === name);
    if (host !== undefined) {
      host.crash();
      return () => host.start();
    }
    const node = this.#server(name);
    if (node.process === undefined) return nothing;
    const failure = state === "durable" ? "process" : "power";
    deployment.crash(node.name, failure);
    const { mayLose, lossWindowMs } = deployment.describe();
    if (state === "amnesiac") {
      for (const file of [...node.files.names]) node.files.remove(file);
      this.#lost(node.name, "amnesia", true, Infinity);
    } else this.#lost(node.name, failure, mayLose[failure], lossWindowMs[failure] * 1_000_000);
    return () => deployment.restart(node.name);
  }

  #pause(name: string, lasting: Duration): () => void {
    const host = this.#world.host(name);
    if (host !== undefined) host.pause(lasting);
    else this.#world.deployment.stall(name, lasting);
    return nothing;
  }

  #clock(fault: Extract<PlannedFault, { kind: "skew" | "drift" | "step" }>): () => void {
    const host = this.#world.host(fault.node);
    if (host === undefined) {
      const { name } = this.#server(fault.node);
      if (fault.kind === "drift") return nothing;
      const byMs = Math.trunc(fault.by / 1_000_000);
      this.#world.deployment.jumpClock(name, byMs);
      return fault.kind === "skew" ? () => this.#world.deployment.jumpClock(name, -byMs) : nothing;
    }
    if (fault.kind === "drift") {
      host.clock.drift(fault.ppb);
      return () => host.clock.drift(0);
    }
    host.clock.step(fault.by);
    return fault.kind === "skew" ? () => host.clock.step(-fault.by) : nothing;
  }

  #slow(node: ServerNode, by: Duration, every: Duration): () => void {
    let over = false;
    const stall = (): void => {
      if (over) return;
      node.stall(by);
      this.#world.scheduler.after(every, this.#site, stall);
    };
    stall();
    return () => void (over = true);
  }

  #handler(fault: Extract<PlannedFault, { kind: "handler-failure" | "slow-handler" }>): () => void {
    const host = this.#host(fault.node);
    if (!(host instanceof ConsumerNode)) return nothing;
    if (fault.kind === "slow-handler") {
      host.extraHandling += fault.by;
      return () => void (host.extraHandling -= fault.by);
    }
    const point = this.#world.decide(`fault.${fault.id}`);
    const before = host.failing;
    const failing: typeof before = (index, attempt) =>
      before?.(index, attempt) === true || (attempt <= fault.times && point.decide(index) < fault.perMille);
    host.failing = failing;
    return () => void (host.failing = before);
  }

  #command(fault: Extract<PlannedFault, { kind: "foreign-trim" | "forget-scripts" | "forget-group" }>): () => void {
    const { deployment, config } = this.#world;
    const { master } = deployment;
    const { server } = master;
    if (server === undefined) return nothing;
    const session = server.connect({ deliver: () => {}, close: () => {} });
    if (fault.kind === "foreign-trim") {
      this.#lost(master.name, "deletion", true, Infinity);
      server.apply(session, ["XTRIM", config.stream, "MAXLEN", "=", String(fault.keep)], master.nowUs);
    } else if (fault.kind === "forget-scripts") server.apply(session, ["SCRIPT", "FLUSH"], master.nowUs);
    else server.apply(session, ["XGROUP", "DESTROY", config.stream, config.group], master.nowUs);
    server.disconnect(session);
    return nothing;
  }

  #lost(node: string, failure: DataLoss["failure"], allowed: boolean, window: Duration): void {
    const { recorder, deployment, now } = this.#world;
    recorder.dataLost({
      at: now, node, failure, allowed, window, wasMaster: deployment.master.name === node, until: now,
    });
  }

  #host(name: string): SiteHost {
    return this.#world.host(name) as SiteHost;
  }

  #server(name: string): ServerNode {
    const { deployment } = this.#world;
    return name === "master" ? deployment.master : deployment.node(name);
  }
}

const nothing = (): void => {};
