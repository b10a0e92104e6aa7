import type { Duration, Instant } from "../../kernel/time.ts";

/** Not yet, or never. */
export const NEVER: Instant = -1;

/** What became of one publication, seen from outside the bus. The run writes it, oracles read it. */
export interface MessageAccount {
  /** Of the workload: the same in every run of the scenario and the seed, however much is left out. */
  readonly index: number;
  readonly key: number;
  readonly priority: number;
  readonly acceptedAt: Instant;
  /** Which producer process took it; lives count over all producers. */
  readonly life: number;
  /** Of that life, from 1; 0 before it is sent. */
  readonly sequence: number;
  /** The class in which it was sent; -1 before. */
  readonly servedAs: number;
  readonly sentAt: Instant;
  /** First time that a server had it. */
  readonly appliedAt: Instant;
  /** Entries that servers have taken for it, when the last of them was, and which node took that. */
  readonly copies: number;
  readonly lastAppliedAt: Instant;
  readonly node: string;
  /** The producer was told. */
  readonly storedAt: Instant;
  /**
   * Since when the master has not had what another node keeps, though it was not handled; when a later master was found
   * to have it.
   */
  readonly forgottenAt: Instant;
  readonly foundAgainAt: Instant;
  readonly handledAt: Instant;
  /** How often it took effect. */
  readonly handled: number;
  readonly acknowledgedAt: Instant;
  readonly end: MessageEnd;
}

/** `lost`: its process died, or the store forgot it. */
export type MessageEnd = "open" | "handled" | "dropped" | "dead-lettered" | "lost";

/** Why the store may have forgotten what it had acknowledged. */
export interface DataLoss {
  readonly at: Instant;
  readonly node: string;
  readonly failure: "process" | "power" | "failover" | "partition" | "amnesia" | "eviction" | "deletion";
  /** Whether the deployment promises nothing of what came shortly before. */
  readonly allowed: boolean;
  /** How long before; Infinity when there is no bound. */
  readonly window: Duration;
  /** Whether what others had taken before and given to the node is at risk too: it was master. */
  readonly wasMaster: boolean;
  /** Until when the node went on taking what it will forget: a master that does not know that it has been replaced. */
  readonly until: Instant;
}
