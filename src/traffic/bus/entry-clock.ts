import type { Instant } from "../../kernel/time.ts";
import { isInstant } from "../recording/prelude.ts";

const NS_PER_MS = 1_000_000n;
const LAST_IN_MS = 999_999n;
/** Streams are read one after the other, so that instants may be moved by moments. */
const TOLERANCE = 1_000_000_000n;

/**
 * Gives entries their instants: the millisecond of the id and, within it, as many nanoseconds as the id's sequence
 * says. An instant is never before the last one given, and never after the server's own time when the entry was read:
 * ids may be chosen by whoever adds the entry.
 */
export class EntryClock {
  readonly #epochUnixNs: bigint;
  #last: Instant | undefined;
  /** Entries whose ids were times more than a second from where they came. */
  adjusted = 0;

  /** `last`: of the records that are there already. */
  constructor(epochUnixNs: bigint, last?: Instant) {
    this.#epochUnixNs = epochUnixNs;
    this.#last = last;
  }

  /** @throws {RangeError} the server's time is too far from the epoch for an instant: 104 days. */
  instantOf(id: { readonly ms: number | bigint; readonly seq: number | bigint }, serverUnixMs: number): Instant {
    const ceiling = this.#instantAt(serverUnixMs);
    const seq = BigInt(id.seq);
    const own = BigInt(id.ms) * NS_PER_MS + (seq > LAST_IN_MS ? LAST_IN_MS : seq) - this.#epochUnixNs;
    // Any sequence within the server's own millisecond is one that it may have given.
    const end = BigInt(ceiling) + LAST_IN_MS;
    const floor = BigInt(this.#last ?? 0);
    const capped = own > end ? end : own;
    const at = Number(capped < floor ? floor : capped);
    const distance = BigInt(at) - own;
    if (distance > TOLERANCE || distance < -TOLERANCE) this.adjusted++;
    this.#last = at;
    return at;
  }

  /** The last instant that was given; that of the epoch if there is none. */
  get last(): Instant {
    return this.#last ?? 0;
  }

  #instantAt(unixMs: number): Instant {
    const at = Number(BigInt(unixMs) * NS_PER_MS - this.#epochUnixNs);
    if (!isInstant(at) || !isInstant(at + Number(LAST_IN_MS)))
      throw new RangeError(`${unixMs} ms is not within 104 days of the epoch`);
    return at;
  }
}
