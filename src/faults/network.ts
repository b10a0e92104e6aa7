import type { Fault, Way } from "./fault.ts";

type Partition = Extract<Fault, { readonly kind: "partition" }>;

/** Who can reach whom: the partitions that are on. */
export class Network {
  readonly #partitions = new Set<Partition>();

  begin(partition: Partition): void {
    this.#partitions.add(partition);
  }

  end(partition: Partition): void {
    this.#partitions.delete(partition);
  }

  mend(): void {
    this.#partitions.clear();
  }

  /** Whether what `client` sends to `node` (`request`), or `node` back to it (`reply`), is lost. */
  isCut(client: string, node: string, way: Exclude<Way, "both">): boolean {
    if (this.#partitions.size === 0) return false;
    for (const partition of this.#partitions) {
      const crosses = partition.side.includes(client) !== partition.side.includes(node);
      if (crosses && (partition.way === "both" || partition.way === way)) return true;
    }
    return false;
  }
}
