import type { Clock } from "../kernel/clock.ts";
import { WavetankError } from "../kernel/error.ts";
import type { Duration } from "../kernel/time.ts";
import { Alarm } from "./alarm.ts";
import type { MessageHandler } from "./delivery.ts";
import type { ConsumedMessage } from "./message.ts";

interface Offer {
  readonly message: ConsumedMessage;
  readonly taken: () => void;
  readonly refused: (error: Error) => void;
}

/**
 * Messages for who asks for them one by one. A message counts as handled when it is taken, and not before: nothing is
 * kept here beyond what the consumer has in hand, and what nobody takes stays pending.
 */
export class Receiver {
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  readonly #offers: Offer[] = [];
  readonly #waiting = new Map<(message: ConsumedMessage | undefined) => void, Alarm>();
  #closed = false;

  constructor(clock: Clock, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#onFault = onFault;
  }

  /** To be subscribed. */
  readonly handler: MessageHandler = (message) => {
    if (this.#closed) throw closed();
    const [first] = this.#waiting;
    if (first === undefined)
      return new Promise<void>((taken, refused) => void this.#offers.push({ message, taken, refused }));
    const [give, alarm] = first;
    this.#waiting.delete(give);
    alarm.cancel();
    give(message);
    return undefined;
  };

  /**
   * The next message; undefined when none has come for `timeout`, or the receiver is closed. With a timeout of 0 it
   * resolves at once. Who asks first is served first.
   */
  receive(timeout: Duration): Promise<ConsumedMessage | undefined> {
    const offer = this.#offers.shift();
    if (offer !== undefined) {
      offer.taken();
      return Promise.resolve(offer.message);
    }
    if (timeout <= 0 || this.#closed) return Promise.resolve(undefined);
    return new Promise((give) => {
      const alarm = new Alarm(this.#clock, "bus.receive", this.#onFault);
      this.#waiting.set(give, alarm);
      alarm.set(timeout, () => {
        this.#waiting.delete(give);
        give(undefined);
      });
    });
  }

  /** Who waits gets nothing; what was not taken is refused, and so is what comes. */
  close(): void {
    this.#closed = true;
    for (const [give, alarm] of this.#waiting) {
      alarm.cancel();
      give(undefined);
    }
    this.#waiting.clear();
    for (const { refused } of this.#offers.splice(0)) refused(closed());
  }
}

const closed = (): WavetankError => new WavetankError("E_CLOSED", "the receiver is closed");
