import type { Alarm } from "./alarm.ts";
import type { ConsumedMessage } from "./message.ts";

/**
 * The messages of one key that are in hand: the first at work or waiting for its next attempt, the others behind it.
 */
export class Lane {
  readonly key: string;
  readonly retry: Alarm;
  readonly waiting: ConsumedMessage[] = [];
  /** Failed attempts at the first. */
  attempts = 0;

  constructor(key: string, retry: Alarm) {
    this.key = key;
    this.retry = retry;
  }
}
