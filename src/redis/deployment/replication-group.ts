import type { Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Commands } from "../persistence/command-stream.ts";
import { respLength } from "../persistence/resp-command.ts";
import { Replication } from "../replication/replication.ts";
import { ReplyError } from "../server/reply.ts";
import { NodeNetwork, type PartitionWay } from "./node-network.ts";
import { ReplicaLink, type LagTable } from "./replica-link.ts";
import type { ServerNode } from "./server-node.ts";

export interface GroupOptions {
  readonly scheduler: Scheduler;
  readonly decisions: Decisions;
  readonly nodes: readonly ServerNode[];
  readonly lag: LagTable;
}

const FIRST_PORT = 6_379;

const forcedOut = (): ReplyError =>
  new ReplyError("UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)");

/** Who is master, who follows whom, and who can reach whom. */
export class ReplicationGroup {
  readonly #options: GroupOptions;
  readonly #network = new NodeNetwork();
  /** What nodes take themselves for: a node that was cut off may still think that it is master. */
  readonly #masters = new Set<ServerNode>();
  /** By source and target. */
  readonly #links = new Map<ServerNode, Map<ServerNode, ReplicaLink>>();
  readonly #ready: (() => void)[] = [];
  #master: ServerNode;

  constructor(options: GroupOptions) {
    this.#options = options;
    this.#master = options.nodes[0] as ServerNode;
    this.#masters.add(this.#master);
    for (const source of options.nodes) {
      const links = new Map<ServerNode, ReplicaLink>();
      this.#links.set(source, links);
      source.stopped.push(() => this.#lost(source));
      if (options.nodes.length > 1) source.follow((db, commands) => this.#offer(source, links, db, commands));
    }
  }

  /** The master that service discovery names. */
  get master(): ServerNode {
    return this.#master;
  }

  /** Nodes that run as masters, can be reached, and are not the master. */
  get strays(): readonly ServerNode[] {
    return this.#options.nodes.filter(
      (node) => node !== this.#master && this.#masters.has(node) && this.isReachable(node),
    );
  }

  isReachable(node: ServerNode): boolean {
    return node.process !== undefined && !this.#network.isSilent(node);
  }

  onReady(listener: () => void): void {
    this.#ready.push(listener);
  }

  /** Starts a node in the role that it had. */
  start(node: ServerNode, takesTime = true): void {
    node.start(() => {
      if (this.#masters.has(node)) this.#followedBy(node);
      else this.#followMaster(node);
      for (const listener of this.#ready) listener();
    }, takesTime);
    if (!this.#masters.has(node)) this.#becomeReplica(node);
  }

  /** A node is gone: what was on its way to it or from it is lost. */
  #lost(node: ServerNode): void {
    for (const link of this.#links.get(node)?.values() ?? []) link.stop();
    for (const links of this.#links.values()) links.get(node)?.stop();
  }

  /** Cuts the nodes of `side` off from the others and from the sentinels. Returns what ends it. */
  partition(side: readonly ServerNode[], way: PartitionWay): () => void {
    const end = this.#network.cut(side, way);
    this.#networkChanged();
    return () => {
      end();
      this.#networkChanged();
    };
  }

  rejoin(node: ServerNode): void {
    this.#network.mend(node);
    this.#networkChanged();
  }

  #networkChanged(): void {
    for (const [source, links] of this.#links)
      for (const [target, link] of links) this.#cutAsFarAs(link, source, target);
    for (const node of this.#options.nodes) {
      if (node !== this.#master && !this.#masters.has(node) && this.#link(this.#master, node).stopped)
        this.#followMaster(node);
    }
  }

  #cutAsFarAs(link: ReplicaLink, source: ServerNode, target: ServerNode): void {
    link.cut({
      stream: this.#network.isCut(source, target, "reply"), reports: this.#network.isCut(source, target, "request"),
    });
  }

  failover(): boolean {
    const candidates = this.#options.nodes.filter((node) =>
      node !== this.#master && !this.#masters.has(node) && node.state === "up" && this.isReachable(node));
    if (candidates.length === 0) return false;
    const offsetOf = (node: ServerNode): number => node.process?.part(Replication).offset ?? 0;
    this.promote(candidates.reduce((best, node) => (offsetOf(node) > offsetOf(best) ? node : best)));
    return true;
  }

  promote(node: ServerNode): void {
    node.catchUp();
    const old = this.#master;
    this.#master = node;
    this.#masters.add(node);
    for (const links of this.#links.values()) links.get(node)?.stop();
    const server = node.process;
    if (server !== undefined) {
      const replication = server.part(Replication);
      replication.previousId = replication.id;
      replication.previousOffset = replication.offset;
      replication.changeId();
      replication.master = undefined;
      for (const database of server.databases) database.hidesExpired = false;
    }
    if (this.isReachable(old)) this.demote(old);
    this.#followedBy(node);
  }

  /** Makes a node that took itself for a master a replica: its clients are sent away, its data is replaced. */
  demote(node: ServerNode): void {
    for (const link of this.#links.get(node)?.values() ?? []) link.stop();
    this.#masters.delete(node);
    const server = node.process;
    if (server === undefined) return;
    this.#becomeReplica(node);
    for (const session of server.blocked) server.unblock(session, forcedOut());
    for (const session of [...server.sessions.values()]) server.disconnect(session);
    this.#followMaster(node);
  }

  #becomeReplica(node: ServerNode): void {
    const server = node.process;
    if (server === undefined) return;
    const replication = server.part(Replication);
    replication.replicas.length = 0;
    replication.master = { host: this.#master.name, port: this.#portOf(this.#master), state: "connect" };
    for (const database of server.databases) database.hidesExpired = true;
  }

  /** Every other node that is a replica and can be reached begins to follow. */
  #followedBy(master: ServerNode): void {
    for (const node of this.#options.nodes) {
      // One that was demoted in its favour is at it already.
      if (node !== master && !this.#masters.has(node) && this.#link(master, node).stopped) this.#followMaster(node);
    }
  }

  #followMaster(node: ServerNode): void {
    const master = this.#master;
    if (master.process === undefined || node.process === undefined) return;
    if (this.#network.isCut(master, node, "request") || this.#network.isCut(master, node, "reply")) return;
    this.#becomeReplica(node);
    for (const [source, links] of this.#links) if (source !== master) links.get(node)?.stop();
    const link = this.#link(master, node);
    const { replicas } = master.process.part(Replication);
    if (!replicas.includes(link)) replicas.push(link);
    link.resync();
  }

  #offer(source: ServerNode, links: ReadonlyMap<ServerNode, ReplicaLink>, db: number, commands: Commands): void {
    // A replica's own log moves nobody's offset: it was set when the commands came.
    if (!this.#masters.has(source) || source.process === undefined) return;
    const replication = source.process.part(Replication);
    for (const command of commands) replication.offset += respLength(command);
    for (const link of links.values()) link.offer(db, commands, replication.offset);
  }

  #link(source: ServerNode, target: ServerNode): ReplicaLink {
    const links = this.#links.get(source) as Map<ServerNode, ReplicaLink>;
    let link = links.get(target);
    if (link === undefined) {
      const { scheduler, decisions, lag } = this.#options;
      link = new ReplicaLink({ scheduler, decisions, source, target, lag, port: this.#portOf(target) });
      links.set(target, link);
      this.#cutAsFarAs(link, source, target);
    }
    return link;
  }

  #portOf(node: ServerNode): number {
    return FIRST_PORT + this.#options.nodes.indexOf(node);
  }
}
