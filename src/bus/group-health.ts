import type { GroupPosition } from "./store.ts";

/** `degraded`: the group is further behind than the limit. `unknown`: the server cannot tell how far it is behind. */
export type GroupState = "active" | "degraded" | "unknown";

export interface GroupHealth {
  readonly stream: string;
  readonly group: string;
  readonly state: GroupState;
  /** Entries that the group has still to read; undefined when the server cannot tell. */
  readonly lag: number | undefined;
  /** Entries read and not acknowledged. */
  readonly pending: number;
}

/** Told when the state of a group changes, and of its first. */
export interface GroupHealthProbe {
  changed(health: GroupHealth): void;
}

/** More pending than the limit is behind enough, whatever the lag is. */
export function healthOf(stream: string, { group, lag, pending }: GroupPosition, limit: number): GroupHealth {
  const behind = (lag ?? 0) > limit || pending > limit;
  return { stream, group, state: behind ? "degraded" : lag === undefined ? "unknown" : "active", lag, pending };
}
