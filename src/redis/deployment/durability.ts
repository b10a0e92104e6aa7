/** How a deployment keeps its data: as `save`, `appendonly` and `appendfsync` say. */
export type PersistenceSetting =
  | { readonly kind: "none" }
  | { readonly kind: "rdb"; readonly savePoints: readonly SavePoint[] }
  | { readonly kind: "aof"; readonly fsync: "no" | "everysec" | "always" };

/** A snapshot is taken when so many changes are that old. */
export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

/**
 * What can happen to a node, or to the group: its process is killed, its machine loses power, a replica takes its place
 * (after a crash, by command, or while it still answers the clients on its side of a partition).
 */
export type Failure = "process" | "power" | "failover" | "partition";

export const FAILURES: readonly Failure[] = ["process", "power", "failover", "partition"];

export interface Promised {
  /** How many replicas had acknowledged the write (WAIT) of how many that could be promoted. */
  readonly acknowledgedBy: number;
  readonly replicas: number;
}

const NO_REPLICAS: Promised = { acknowledgedBy: 0, replicas: 0 };

/**
 * Whether a write that the client saw acknowledged may be gone afterwards. What is lost is always the end of the
 * command log: all that came after the loss of one write is lost with it, groups and pending entries included.
 */
export function mayLose(setting: PersistenceSetting, failure: Failure, promised: Promised = NO_REPLICAS): boolean {
  switch (failure) {
    case "process": return setting.kind !== "aof";
    case "power": return setting.kind !== "aof" || setting.fsync !== "always";
    // Whichever replica is promoted, it must be one that had the write.
    case "failover":
    case "partition": return promised.acknowledgedBy < promised.replicas;
  }
}

/**
 * The longest time before the failure in which a lost write can have been acknowledged, in ms; Infinity when there is
 * no bound.
 */
export function lossWindowMs(setting: PersistenceSetting, failure: Failure): number {
  if (failure === "failover" || failure === "partition") return Infinity;
  if (!mayLose(setting, failure)) return 0;
  return setting.kind === "aof" && setting.fsync === "everysec" ? EVERYSEC_WINDOW_MS : Infinity;
}

/** One second between two syncs, and one for a sync that is still running. */
const EVERYSEC_WINDOW_MS = 2_000;

/** The setting as CONFIG parameters. */
export function parametersOf(
  setting: PersistenceSetting,
): Readonly<Record<"save" | "appendonly" | "appendfsync", string>> {
  return {
    save:
      setting.kind === "rdb" ? setting.savePoints.map(({ seconds, changes }) => `${seconds} ${changes}`).join(" ") : "",
    appendonly: setting.kind === "aof" ? "yes" : "no",
    appendfsync: setting.kind === "aof" ? setting.fsync : "everysec",
  };
}
