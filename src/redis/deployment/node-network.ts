import type { ServerNode } from "./server-node.ts";

/**
 * Which way of what nodes say to each other. A replica is its master's client, a sentinel every node's: `request` is
 * what they send (to be synchronised, what they have got, pings), `reply` what comes back (the stream of commands,
 * answers).
 */
export type PartitionWay = "both" | "request" | "reply";

interface Partition {
  readonly side: Set<ServerNode>;
  readonly way: PartitionWay;
}

/** The network among nodes and sentinels: the partitions that are on. Sentinels are on the other side of each. */
export class NodeNetwork {
  readonly #partitions = new Set<Partition>();

  /** Returns what ends it. */
  cut(side: readonly ServerNode[], way: PartitionWay): () => void {
    const partition = { side: new Set(side), way };
    this.#partitions.add(partition);
    return () => void this.#partitions.delete(partition);
  }

  /** No partition cuts this node off any more. */
  mend(node: ServerNode): void {
    for (const { side } of this.#partitions) side.delete(node);
  }

  /** Whether what a replica sends to its master (`request`), or gets from it (`reply`), is lost. */
  isCut(master: ServerNode, replica: ServerNode, way: Exclude<PartitionWay, "both">): boolean {
    for (const partition of this.#partitions) {
      if (
        partition.side.has(master) !== partition.side.has(replica) &&
        (partition.way === "both" || partition.way === way)
      )
        return true;
    }
    return false;
  }

  /** Whether sentinels get no answer of a node: either way is enough. */
  isSilent(node: ServerNode): boolean {
    for (const { side } of this.#partitions) if (side.has(node)) return true;
    return false;
  }
}
