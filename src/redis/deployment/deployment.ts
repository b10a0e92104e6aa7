import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import { WavetankError } from "../../kernel/error.ts";
import { RandomStream } from "../../kernel/random.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Duration } from "../../kernel/time.ts";
import { Memory } from "../eviction/memory.ts";
import type { Bytes } from "../server/bytes.ts";
import type { Compat } from "../server/compat.ts";
import { wordsOf } from "../server/logged-command.ts";
import { FAILURES, lossWindowMs, mayLose, type Failure, type PersistenceSetting } from "./durability.ts";
import type { NodeConnection, ClientPort } from "./node-connection.ts";
import type { PartitionWay } from "./node-network.ts";
import { REPLICA_LAG, type LagTable } from "./replica-link.ts";
import { ReplicationGroup } from "./replication-group.ts";
import { Sentinel, type SentinelOptions } from "./sentinel.ts";
import { ServerNode } from "./server-node.ts";

export interface DeploymentOptions {
  readonly scheduler: Scheduler;
  readonly decisions: Decisions;
  /** Unix milliseconds of instant 0. */
  readonly epochUnixMs: number;
  readonly compat: Compat;
  readonly persistence: PersistenceSetting;
  /** Replicas beside the master; none when absent. */
  readonly replicas?: number;
  readonly replicaLag?: LagTable;
  /** Sentinels that promote a replica when the master is gone; without them, only `failover()` does. */
  readonly sentinel?: SentinelOptions;
  /** CONFIG parameters of every node. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What a deployment promises of a write that it has acknowledged. */
export interface Promises {
  readonly persistence: PersistenceSetting;
  readonly replicas: number;
  readonly mayLose: Readonly<Record<Failure, boolean>>;
  readonly lossWindowMs: Readonly<Record<Failure, number>>;
}

/** Where a client connects: a fixed node, or whoever is master when it asks. */
export interface Endpoint {
  readonly node: ServerNode;
  connect(port: ClientPort): NodeConnection | "refused" | "silence";
}

const TORN_STEPS = 1_001;

/**
 * Redis as it is run: one master, replicas behind it, files below each, all on the run's time. Every failure is a call;
 * what it leaves open (how much of a file had reached the disk, how late a replica is) is a keyed decision.
 *
 * Nodes are called `redis-0`, `redis-1`, …; the first is master at the start. `start` must be called once.
 */
export class Deployment {
  readonly nodes: readonly ServerNode[];
  readonly #options: DeploymentOptions;
  readonly #group: ReplicationGroup;
  readonly #sentinel: Sentinel | undefined;
  readonly #tornTail: DecisionPoint;
  readonly #limits = new Map<ServerNode, string>();
  #powerLosses = 0;

  constructor(options: DeploymentOptions) {
    const { scheduler, decisions, epochUnixMs, compat, persistence, parameters = {} } = options;
    this.#options = options;
    this.nodes = Array.from({ length: 1 + (options.replicas ?? 0) }, (_, index) => {
      const name = `redis-${index}`;
      const random = new RandomStream(decisions.seed, `deployment.${name}`);
      return new ServerNode({
        name, scheduler, decisions, epochUnixMs, compat, persistence, parameters, random: () => random.word(),
      });
    });
    this.#tornTail = decisions.point("deployment.torn-tail", TORN_STEPS, 0);
    this.#group = new ReplicationGroup({
      scheduler, decisions, nodes: this.nodes, lag: options.replicaLag ?? REPLICA_LAG,
    });
    if (options.sentinel !== undefined)
      this.#sentinel = new Sentinel(scheduler, decisions, this.#group, options.sentinel);
    for (const node of this.nodes) node.stopped.push(() => this.#sentinel?.look());
  }

  /** Starts every node; each answers LOADING until it is ready. Where it runs since long, it is ready at once. */
  start(takesTime = true): void {
    for (const node of this.nodes) this.#group.start(node, takesTime);
  }

  get master(): ServerNode {
    return this.#group.master;
  }

  /** `master` is whoever is master when a client connects, as far as service discovery knows; else a node's name. */
  endpoint(name: string): Endpoint {
    const group = this.#group;
    const fixed = name === "master" ? undefined : this.node(name);
    return {
      get node(): ServerNode {
        return fixed ?? group.master;
      },
      connect(port: ClientPort): NodeConnection | "refused" | "silence" {
        return this.node.connect(port);
      },
    };
  }

  /** @throws {WavetankError} E_DEPLOYMENT - no node has that name. */
  node(name: string): ServerNode {
    const node = this.nodes.find((candidate) => candidate.name === name);
    if (node !== undefined) return node;
    throw new WavetankError("E_DEPLOYMENT", `no node is called ${name}`, {
      expected: `master or one of ${this.nodes.map((each) => each.name).join(", ")}`,
    });
  }

  #resolve(name: string): ServerNode {
    return name === "master" ? this.master : this.node(name);
  }

  /** Kills a node's process, or the power of its machine. */
  crash(name: string, failure: "process" | "power"): void {
    const node = this.#resolve(name);
    if (failure === "process") {
      node.kill();
    } else {
      const key = this.#powerLosses++;
      node.losePower((_file, unsynced) => Math.floor((unsynced * this.#tornTail.decide(key)) / (TORN_STEPS - 1)));
    }
  }

  /** Starts a node that is down: it loads what its files hold, and follows whoever is master by then. */
  restart(name: string): void {
    const node = this.node(name);
    if (node.process === undefined) this.#group.start(node);
  }

  /** Promotes the replica that has got furthest; what it has not got is lost. False when none can be reached. */
  failover(): boolean {
    return this.#group.failover();
  }

  /**
   * Cuts a node, or several together, off from the other nodes and the sentinels, both ways or one: see PartitionWay.
   * Clients still reach it, and what a master then accepts is lost when it comes back as a replica; with `clients:
   * "cut"` nobody reaches it. Returns what ends it.
   */
  partition(
    side: string | readonly string[],
    { clients, way = "both" }: { readonly clients: "kept" | "cut"; readonly way?: PartitionWay },
  ): () => void {
    const nodes = (typeof side === "string" ? [side] : side).map((name) => this.#resolve(name));
    const end = this.#group.partition(nodes, way);
    if (clients === "cut") for (const { network } of nodes) network.cut();
    this.#sentinel?.look();
    return () => {
      if (clients === "cut") for (const { network } of nodes) network.mend();
      end();
      this.#sentinel?.look();
    };
  }

  /** Ends all partitions for a node. */
  heal(name: string): void {
    const node = this.node(name);
    node.network.mend();
    this.#group.rejoin(node);
    this.#sentinel?.look();
  }

  /** Makes a node that takes itself for a master follow the one that is, as an operator's REPLICAOF does. */
  demote(name: string): void {
    const node = this.node(name);
    if (node !== this.master) this.#group.demote(node);
  }

  jumpClock(name: string, ms: number): void {
    this.#resolve(name).jumpClock(ms);
  }

  stall(name: string, duration: Duration): void {
    this.#resolve(name).stall(duration);
  }

  /** Makes a node's memory full, with what `policy` does about it, until `freeMemory`. */
  fillMemory(name: string, policy: "noeviction" | "allkeys-lru"): void {
    const node = this.#resolve(name);
    const { process } = node;
    if (process === undefined) return;
    node.catchUp();
    const { config } = process;
    if (!this.#limits.has(node)) this.#limits.set(node, config.text("maxmemory"));
    config.set("maxmemory-policy", policy);
    config.set("maxmemory", String(process.part(Memory).used));
  }

  freeMemory(name: string): void {
    const node = this.#resolve(name);
    node.process?.config.set("maxmemory", this.#limits.get(node) ?? "0");
    this.#limits.delete(node);
  }

  /** Everything that changed the data set of whoever was master at the time, in order. */
  onCommitted(listener: (node: ServerNode, db: number, commands: readonly (readonly Bytes[])[]) => void): void {
    for (const node of this.nodes) {
      node.follow((db, commands) => {
        if (node === this.master) listener(node, db, commands.map(wordsOf));
      });
    }
  }

  describe(): Promises {
    const { persistence, replicas = 0 } = this.#options;
    const promised = { acknowledgedBy: 0, replicas };
    const each = <T,>(value: (failure: Failure) => T): Readonly<Record<Failure, T>> =>
      Object.fromEntries(FAILURES.map((failure) => [failure, value(failure)])) as Record<Failure, T>;
    return {
      persistence, replicas,
      mayLose: each((failure) => mayLose(persistence, failure, promised)),
      lossWindowMs: each((failure) => lossWindowMs(persistence, failure)),
    };
  }
}
