import type { FlushReason } from "../bus/buffer.ts";
import type { ConsumedMessage } from "../bus/message.ts";
import { PRIORITIES, priorityName, type PerPriority, perPriority, type Priority } from "../bus/priority.ts";
import type { DropReason, RefusalReason } from "../bus/probe.ts";

export interface DeadLetter {
  readonly entryId: string;
  readonly topic: string | undefined;
  readonly reason: string;
}

export interface LostRange {
  readonly group: string;
  readonly from: string;
  readonly to: string;
}

/** Dead letters kept with their reasons; all are counted. */
const KEPT = 100;

/** What the bus did, counted from outside. */
export class BusTally {
  readonly #accepted = [0, 0, 0, 0];
  readonly #delivered = [0, 0, 0, 0];
  readonly refusals: Record<RefusalReason, number> = { full: 0, closed: 0, filtered: 0 };
  readonly drops: Record<DropReason, number> = { overflow: 0, closed: 0, fenced: 0, "gave-up": 0 };
  readonly flushes: Record<FlushReason, number> = { interval: 0, "high-water": 0, "nearly-full": 0, close: 0 };
  readonly deadLetters: DeadLetter[] = [];
  readonly lostRanges: LostRange[] = [];
  batches = 0;
  retries = 0;
  largestBatch = 0;
  failedWrites = 0;
  reads = 0;
  entriesRead = 0;
  claimed = 0;
  handlerFailures = 0;
  duplicates = 0;
  deadLetterCount = 0;
  acknowledged = 0;
  vanished = 0;
  regroups = 0;
  trimmed = 0;
  trimsHeld = 0;

  accepted(priority: Priority): void {
    this.#accepted[priority] = (this.#accepted[priority] as number) + 1;
  }

  delivered(priority: Priority): void {
    this.#delivered[priority] = (this.#delivered[priority] as number) + 1;
  }

  refused(_priority: Priority, reason: RefusalReason): void {
    this.refusals[reason]++;
  }

  dropped(_priority: Priority, reason: DropReason): void {
    this.drops[reason]++;
  }

  sent(size: number, attempt: number, reason: FlushReason): void {
    if (attempt > 1) this.retries++;
    else {
      this.batches++;
      this.flushes[reason]++;
      if (size > this.largestBatch) this.largestBatch = size;
    }
  }

  read(count: number, claimed: boolean): void {
    this.reads++;
    this.entriesRead += count;
    if (claimed) this.claimed += count;
  }

  deadLetter(entryId: string, message: ConsumedMessage | undefined, reason: string): void {
    this.deadLetterCount++;
    if (this.deadLetters.length < KEPT) this.deadLetters.push({ entryId, topic: message?.topic, reason });
  }

  get acceptedByPriority(): PerPriority<number> {
    return perPriority((priority) => this.#accepted[priority] as number);
  }

  get deliveredByPriority(): PerPriority<number> {
    return perPriority((priority) => this.#delivered[priority] as number);
  }

  get acceptedTotal(): number {
    return PRIORITIES.reduce<number>((sum, priority) => sum + this.acceptedByPriority[priorityName(priority)], 0);
  }

  get deliveredTotal(): number {
    return PRIORITIES.reduce<number>((sum, priority) => sum + this.deliveredByPriority[priorityName(priority)], 0);
  }

  get dropTotal(): number {
    return this.drops.overflow + this.drops.closed + this.drops.fenced + this.drops["gave-up"];
  }
}
