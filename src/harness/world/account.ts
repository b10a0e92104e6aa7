import { NEVER, type MessageAccount, type MessageEnd } from "../../oracles/evidence/account.ts";
import type { Instant } from "../../kernel/time.ts";

/** The account of one message, as the run writes it. */
export class Account implements MessageAccount {
  readonly index: number;
  readonly key: number;
  readonly priority: number;
  readonly acceptedAt: Instant;
  readonly life: number;
  readonly ordinal: number;
  sequence = 0;
  servedAs = -1;
  sentAt: Instant = NEVER;
  appliedAt: Instant = NEVER;
  copies = 0;
  lastAppliedAt: Instant = NEVER;
  node = "";
  storedAt: Instant = NEVER;
  forgottenAt: Instant = NEVER;
  foundAgainAt: Instant = NEVER;
  handledAt: Instant = NEVER;
  handled = 0;
  acknowledgedAt: Instant = NEVER;
  end: MessageEnd = "open";

  constructor(index: number, key: number, priority: number, acceptedAt: Instant, life: number, ordinal: number) {
    this.index = index;
    this.key = key;
    this.priority = priority;
    this.acceptedAt = acceptedAt;
    this.life = life;
    this.ordinal = ordinal;
  }
}

/** One process of a producer and what it took. */
export class Life {
  readonly index: number;
  readonly producer: string;
  readonly epoch: number;
  /** By the client's own count. */
  readonly byOrdinal: Account[] = [];
  /** By sequence number, from 1. */
  readonly bySequence: (Account | undefined)[] = [undefined];
  /** Dead ones say nothing more. */
  alive = true;

  constructor(index: number, producer: string, epoch: number) {
    this.index = index;
    this.producer = producer;
    this.epoch = epoch;
  }
}
