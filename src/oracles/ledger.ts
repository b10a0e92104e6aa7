import type { Instant } from "../kernel/time.ts";

/** Where a message is. The last three are final. */
export const MessageState = { accepted: 1, sent: 2, applied: 3, handled: 4, dropped: 5, deadLettered: 6 } as const;
export type MessageState = (typeof MessageState)[keyof typeof MessageState];

/** What is known of a message at its acceptance. */
export interface Account {
  readonly priority: number;
  readonly key: number;
  /** Of the payload that was published. */
  readonly fingerprint: number;
  /** When the frame that it comes from was received, and when the bus took it. */
  readonly received: Instant;
  readonly at: Instant;
}

const INITIAL_CAPACITY = 1_024;

/**
 * What became of every message, seen from outside the bus: its state and the instants of its journey. Messages are
 * known by the ordinal of their acceptance and, once sent, by their sequence number.
 *
 * Only unfinished messages need room: a ring from the oldest unfinished one, as parallel arrays, so that judging a
 * message allocates nothing.
 */
export class MessageLedger {
  #mask = INITIAL_CAPACITY - 1;
  #states = new Uint8Array(INITIAL_CAPACITY);
  #priorities = new Uint8Array(INITIAL_CAPACITY);
  #keys = new Int32Array(INITIAL_CAPACITY);
  #fingerprints = new Uint32Array(INITIAL_CAPACITY);
  #subjects = new Int32Array(INITIAL_CAPACITY);
  #received = new Float64Array(INITIAL_CAPACITY);
  #acceptedAt = new Float64Array(INITIAL_CAPACITY);
  #sentAt = new Float64Array(INITIAL_CAPACITY);
  #appliedAt = new Float64Array(INITIAL_CAPACITY);
  #deliveredAt = new Float64Array(INITIAL_CAPACITY);
  readonly #sequences = new SequenceRing();
  /** The oldest ordinal that is not final, and the next to come. */
  #oldest = 0;
  #next = 0;

  /** Messages accepted so far. */
  get accepted(): number {
    return this.#next;
  }

  /** Opens the account of the next message. Returns its ordinal. */
  accept(account: Account): number {
    if (this.#next - this.#oldest > this.#mask) this.#grow();
    const ordinal = this.#next++;
    const slot = ordinal & this.#mask;
    this.#states[slot] = MessageState.accepted;
    this.#priorities[slot] = account.priority;
    this.#keys[slot] = account.key;
    this.#fingerprints[slot] = account.fingerprint;
    this.#subjects[slot] = -1;
    this.#received[slot] = account.received;
    this.#acceptedAt[slot] = account.at;
    return ordinal;
  }

  /** Says whose book the message changes. */
  setSubject(ordinal: number, instrument: number): void {
    this.#subjects[ordinal & this.#mask] = instrument;
  }

  /** The state, or undefined when the account is closed or was never opened. */
  state(ordinal: number): MessageState | undefined {
    if (ordinal < this.#oldest || ordinal >= this.#next) return undefined;
    return this.#states[ordinal & this.#mask] as MessageState;
  }

  /** The ordinal of an unfinished message's sequence number; undefined for one that was never sent or is finished. */
  ordinalOf(sequence: number): number | undefined {
    const ordinal = this.#sequences.get(sequence);
    if (ordinal === undefined || ordinal < this.#oldest) return undefined;
    return (this.#states[ordinal & this.#mask] as number) < MessageState.handled ? ordinal : undefined;
  }

  send(ordinal: number, sequence: number, at: Instant): void {
    this.#sequences.push(sequence, ordinal);
    this.#states[ordinal & this.#mask] = MessageState.sent;
    this.#sentAt[ordinal & this.#mask] = at;
  }

  apply(ordinal: number, at: Instant): void {
    this.#states[ordinal & this.#mask] = MessageState.applied;
    this.#appliedAt[ordinal & this.#mask] = at;
  }

  deliver(ordinal: number, at: Instant): void {
    this.#deliveredAt[ordinal & this.#mask] = at;
  }

  /** Closes an account. Its instants stay readable until the next call. */
  finish(ordinal: number, state: MessageState): void {
    this.#states[ordinal & this.#mask] = state;
    while (this.#oldest < this.#next && (this.#states[this.#oldest & this.#mask] as number) >= MessageState.handled) {
      this.#oldest++;
    }
    this.#sequences.releaseBelow(this.#oldest);
  }

  priority(ordinal: number): number {
    return this.#priorities[ordinal & this.#mask] as number;
  }

  key(ordinal: number): number {
    return this.#keys[ordinal & this.#mask] as number;
  }

  fingerprint(ordinal: number): number {
    return this.#fingerprints[ordinal & this.#mask] as number;
  }

  /** The index of the instrument whose book it changes; -1 for other messages. */
  subject(ordinal: number): number {
    return this.#subjects[ordinal & this.#mask] as number;
  }

  received(ordinal: number): Instant {
    return this.#received[ordinal & this.#mask] as number;
  }

  acceptedAt(ordinal: number): Instant {
    return this.#acceptedAt[ordinal & this.#mask] as number;
  }

  sentAt(ordinal: number): Instant {
    return this.#sentAt[ordinal & this.#mask] as number;
  }

  appliedAt(ordinal: number): Instant {
    return this.#appliedAt[ordinal & this.#mask] as number;
  }

  deliveredAt(ordinal: number): Instant {
    return this.#deliveredAt[ordinal & this.#mask] as number;
  }

  #grow(): void {
    const capacity = 2 * (this.#mask + 1);
    const widen = <T extends Uint8Array | Int32Array | Uint32Array | Float64Array>(from: T, into: T): T => {
      for (let ordinal = this.#oldest; ordinal < this.#next; ordinal++) {
        into[ordinal & (capacity - 1)] = from[ordinal & this.#mask] as number;
      }
      return into;
    };
    this.#states = widen(this.#states, new Uint8Array(capacity));
    this.#priorities = widen(this.#priorities, new Uint8Array(capacity));
    this.#keys = widen(this.#keys, new Int32Array(capacity));
    this.#fingerprints = widen(this.#fingerprints, new Uint32Array(capacity));
    this.#subjects = widen(this.#subjects, new Int32Array(capacity));
    this.#received = widen(this.#received, new Float64Array(capacity));
    this.#acceptedAt = widen(this.#acceptedAt, new Float64Array(capacity));
    this.#sentAt = widen(this.#sentAt, new Float64Array(capacity));
    this.#appliedAt = widen(this.#appliedAt, new Float64Array(capacity));
    this.#deliveredAt = widen(this.#deliveredAt, new Float64Array(capacity));
    this.#mask = capacity - 1;
  }
}

/** Ordinals by sequence number, which counts from 1 without holes: a ring over those still needed. */
class SequenceRing {
  #ordinals = new Float64Array(INITIAL_CAPACITY);
  #mask = INITIAL_CAPACITY - 1;
  #first = 1;
  last = 0;

  get(sequence: number): number | undefined {
    return sequence < this.#first || sequence > this.last ? undefined : this.#ordinals[sequence & this.#mask];
  }

  push(sequence: number, ordinal: number): void {
    if (this.last - this.#first + 1 > this.#mask) this.#grow();
    this.last = sequence;
    this.#ordinals[sequence & this.#mask] = ordinal;
  }

  /** Sequences whose message is finished need no place, from the front. */
  releaseBelow(ordinal: number): void {
    while (this.#first <= this.last && (this.#ordinals[this.#first & this.#mask] as number) < ordinal) this.#first++;
  }

  #grow(): void {
    const capacity = 2 * (this.#mask + 1);
    const ordinals = new Float64Array(capacity);
    for (let s = this.#first; s <= this.last; s++)
      ordinals[s & (capacity - 1)] = this.#ordinals[s & this.#mask] as number;
    this.#ordinals = ordinals;
    this.#mask = capacity - 1;
  }
}
