const ZERO = 48;
const POINT = 46;
const SECOND_DIGITS = 10;
const NANO_DIGITS = 9;

/**
 * A receive time as captures write it, taken digit by digit so that no decimal is ever rounded: ten digits are
 * seconds; 3, 6 or 9 more are the milli-, micro- or nanoseconds of a format without a point; decimals continue them.
 */
export class UnixTime {
  seconds = 0;
  /** 0 … 999,999,999. */
  nanos = 0;

  /**
   * Reads a time at `from`.
   *
   * @returns the index behind it, or -1 where there is none: other digit counts, a leading zero, an exponent, or
   * decimals below the nanosecond other than zero.
   */
  read(bytes: Uint8Array, from: number, to: number): number {
    if (from >= to || bytes[from] === ZERO) return -1;
    let at = from;
    let seconds = 0;
    for (; at < to && at < from + SECOND_DIGITS; at++) {
      const digit = digitAt(bytes, at);
      if (digit > 9) return -1;
      seconds = seconds * 10 + digit;
    }
    if (at < from + SECOND_DIGITS) return -1;

    let nanos = 0;
    let places = 0;
    for (; at < to && digitAt(bytes, at) <= 9; at++, places++) {
      if (places === NANO_DIGITS) return -1;
      nanos = nanos * 10 + digitAt(bytes, at);
    }
    if (places % 3 !== 0) return -1;
    if (at < to && bytes[at] === POINT) {
      const decimals = at + 1;
      for (at = decimals; at < to && digitAt(bytes, at) <= 9; at++) {
        if (places < NANO_DIGITS) {
          nanos = nanos * 10 + digitAt(bytes, at);
          places += 1;
        } else if (digitAt(bytes, at) !== 0) return -1;
      }
      if (at === decimals) return -1;
    }
    for (; places < NANO_DIGITS; places++) nanos *= 10;
    this.seconds = seconds;
    this.nanos = nanos;
    return at;
  }

  /** Nanoseconds since the second `origin`; exact while it is a safe integer. */
  since(origin: number): number {
    return (this.seconds - origin) * 1_000_000_000 + this.nanos;
  }
}

/** `1633998512.063356900`, from nanoseconds since the second `origin`. */
export function formatUnixTime(origin: number, nanoseconds: number): string {
  const seconds = Math.floor(nanoseconds / 1_000_000_000);
  return `${origin + seconds}.${String(nanoseconds - seconds * 1_000_000_000).padStart(9, "0")}`;
}

/** Above 9 where the byte is no digit. */
const digitAt = (bytes: Uint8Array, index: number): number => ((bytes[index] ?? 0) - ZERO) & 255;
