import type { ConsumedMessage, BusMessage } from "../../bus/message.ts";
import type { Fields, StoreError } from "../../bus/store.ts";
import type { EntryId } from "../../bus/entry-id.ts";
import { hashName } from "../../kernel/hash.ts";
import type { Instant } from "../../kernel/time.ts";
import type { ConsumerProcess } from "../../oracles/evidence/witness.ts";
import { NEVER } from "../../oracles/evidence/account.ts";
import { Account, type Life } from "./account.ts";
import { RunLog } from "./run-log.ts";

/** Sees every step: writes the trace and the accounts, and tells the oracles. It changes nothing that it sees. */
export class Recorder extends RunLog {
  /** Handled and not acknowledged yet, by the very object that the bus keeps for the entry. */
  readonly #handledEntries = new Map<EntryId, Account>();

  // The producer.

  accepted(life: Life, message: BusMessage, index: number, key: number): void {
    const now = this.scheduler.now;
    const account = new Account(index, key, message.priority, now, life.index, message.ordinal);
    life.byOrdinal[message.ordinal] = account;
    this.accounts.push(account);
    this.counters.accepted++;
    if (this.books !== undefined) this.tellBooks("accepted", account);
    this.trace.event(now, this.sites.accepted, index, life.index, message.priority, key);
    for (const tell of this.told.accepted) tell(account, now);
  }

  refused(index: number): void {
    const now = this.scheduler.now;
    this.counters.refused++;
    this.trace.event(now, this.sites.refused, index);
    for (const tell of this.told.refused) tell(index, now);
  }

  dropped(life: Life, message: BusMessage, reason: string): void {
    const account = life.byOrdinal[message.ordinal];
    if (account === undefined || !life.alive) return;
    const now = this.scheduler.now;
    account.end = "dropped";
    this.counters.dropped++;
    if (this.books !== undefined) this.tellBooks("lost", account);
    this.trace.event(now, this.sites.dropped, account.index, hashName(reason));
    for (const tell of this.told.dropped) tell(account, reason, now);
  }

  sent(life: Life, batch: readonly BusMessage[], attempt: number): void {
    if (!life.alive) return;
    const now = this.scheduler.now;
    const first = batch[0]?.sequence ?? 0;
    if (attempt === 1) {
      this.counters.batches++;
      for (const { ordinal, sequence, servedAs } of batch) {
        const account = life.byOrdinal[ordinal];
        if (account === undefined) continue;
        account.sequence = sequence;
        account.servedAs = servedAs;
        if (account.sentAt < 0) account.sentAt = now;
        life.bySequence[sequence] = account;
      }
    } else this.counters.retries++;
    this.trace.event(now, this.sites.sent, first, batch.length, attempt, life.index);
    if (this.told.sent.length > 0) {
      const accounts = batch.map(({ ordinal }) => life.byOrdinal[ordinal] as Account);
      for (const tell of this.told.sent) tell(accounts, attempt, now);
    }
    this.moments.reached("flush", life.producer);
  }

  stored(life: Life, messages: readonly BusMessage[]): void {
    if (!life.alive) return;
    const now = this.scheduler.now;
    this.counters.stored += messages.length;
    this.trace.event(now, this.sites.stored, messages[0]?.sequence ?? 0, messages.length, life.index);
    for (const { ordinal } of messages) {
      const account = life.byOrdinal[ordinal];
      if (account === undefined) continue;
      account.storedAt = now;
      for (const tell of this.told.stored) tell(account, now);
    }
    this.moments.reached("stored", life.producer);
  }

  failed(life: Life, batch: readonly BusMessage[], error: StoreError): void {
    if (!life.alive) return;
    this.counters.failedWrites++;
    if (error.kind === "fenced") this.counters.fencedWrites++;
    this.trace.event(
      this.scheduler.now, this.sites.failed, batch[0]?.sequence ?? 0, batch.length, life.index, hashName(error.kind),
    );
  }

  // The store.

  applied(entries: readonly Fields[], node: string, nodeIndex: number, isMaster: boolean): void {
    const now = this.scheduler.now;
    this.counters.applied += entries.length;
    let first: Account | undefined;
    for (const fields of entries) {
      const account = this.accountOfEntry(fields);
      if (account === undefined) {
        for (const packed of this.accountsOfPacked(fields)) this.#taken(packed, node, isMaster, now);
        continue;
      }
      first ??= account;
      this.#taken(account, node, isMaster, now);
    }
    this.trace.event(now, this.sites.applied, first?.sequence ?? 0, entries.length, nodeIndex, first?.life ?? 0);
  }

  #taken(account: Account, node: string, isMaster: boolean, now: Instant): void {
    account.copies++;
    // Who took itself for the master keeps what no other will ever have.
    if (!isMaster && account.copies === 1) account.forgottenAt = now;
    else if (isMaster && account.foundAgainAt < 0) account.forgottenAt = NEVER;
    account.lastAppliedAt = now;
    account.node = node;
    if (account.appliedAt < 0) account.appliedAt = now;
    for (const tell of this.told.applied) tell(account, node, now);
  }

  /** A server has taken letters into the stream of dead letters. */
  buried(letters: readonly Fields[], node: string): void {
    for (const letter of letters) {
      const account = this.accountOfEntry(letter);
      if (account === undefined) continue;
      for (const tell of this.told.buried) tell(account, node, this.scheduler.now);
    }
  }

  // The consumer.

  read(consumer: number, count: number, claimed: boolean): void {
    this.counters.reads++;
    if (claimed) this.counters.claimed += count;
    this.trace.event(this.scheduler.now, this.sites.read, consumer, count, claimed ? 1 : 0);
    if (claimed) this.moments.reached("claim", "");
  }

  handled(message: ConsumedMessage, process: ConsumerProcess, consumer: number, intact: boolean): void {
    const now = this.scheduler.now;
    const account = this.accountOf(message);
    if (account === undefined) return this.unknown(`${message.producer} ${message.epoch}-${message.sequence}`);
    account.handled++;
    this.counters.handled++;
    if (account.handled > 1) this.counters.repeated++;
    else account.handledAt = now;
    account.end = "handled";
    this.effects.event(account.index, now, consumer, 0, 0, 0);
    this.#handledEntries.set(message.entry, account);
    this.trace.event(now, this.sites.handled, account.index, consumer, process.life);
    for (const tell of this.told.handled) tell(account, process, intact, now);
    this.moments.reached("handled", process.name);
  }

  handlerFailed(message: ConsumedMessage, process: ConsumerProcess, consumer: number, attempt: number): void {
    const account = this.accountOf(message);
    if (account === undefined) return;
    const now = this.scheduler.now;
    this.counters.handlerFailures++;
    this.trace.event(now, this.sites.handlerFailed, account.index, consumer, attempt);
    for (const tell of this.told.handlerFailed) tell(account, process, attempt, now);
  }

  duplicate(message: ConsumedMessage, process: ConsumerProcess, consumer: number): void {
    const account = this.accountOf(message);
    if (account === undefined) return;
    const now = this.scheduler.now;
    this.counters.duplicates++;
    this.trace.event(now, this.sites.duplicate, account.index, consumer);
    for (const tell of this.told.duplicate) tell(account, process, now);
  }

  deadLettered(message: ConsumedMessage | undefined, consumer: number, reason: string): void {
    const now = this.scheduler.now;
    const account = message === undefined ? undefined : this.accountOf(message);
    this.counters.deadLettered++;
    this.trace.event(now, this.sites.deadLettered, account?.index ?? -1, consumer);
    if (account === undefined) return this.unknown(reason);
    account.end = "dead-lettered";
    if (this.books !== undefined) this.tellBooks("lost", account);
    for (const tell of this.told.deadLettered) tell(account, reason, now);
  }

  acknowledged(consumer: number, entries: readonly EntryId[]): void {
    const now = this.scheduler.now;
    this.counters.acknowledged += entries.length;
    this.trace.event(now, this.sites.acknowledged, consumer, entries.length);
    for (const entry of entries) {
      const account = this.#handledEntries.get(entry);
      if (account === undefined) continue;
      this.#handledEntries.delete(entry);
      account.acknowledgedAt = now;
      for (const tell of this.told.acknowledged) tell(account, now);
    }
  }

  vanished(consumer: number, entries: readonly EntryId[]): void {
    this.counters.vanished += entries.length;
    this.trace.event(this.scheduler.now, this.sites.vanished, consumer, entries.length);
  }

  /** The group had to be made anew. */
  regrouped(consumer: number): void {
    this.counters.regrouped++;
    this.trace.event(this.scheduler.now, this.sites.regrouped, consumer);
  }

  // The stream's keeper.

  trimmed(removed: number): void {
    const now = this.scheduler.now;
    this.counters.trimmed += removed;
    this.trace.event(now, this.sites.trimmed, removed);
    for (const tell of this.told.trimmed) tell(removed, now);
    this.moments.reached("trim", "");
  }

  trimHeld(overdue: number): void {
    this.counters.trimsHeld++;
    this.trace.event(this.scheduler.now, this.sites.trimHeld, overdue);
  }

  trimmedUnread(): void {
    this.counters.trimmedUnread++;
    this.trace.event(this.scheduler.now, this.sites.trimmedUnread);
  }
}
