const SLAB_BYTES = 65_536;
/** A new slab begins when less than this is left, so that few frames are copied across. */
const ROOM_FOR_A_FRAME = 512;
/** Pieces up to this long are copied by a loop: the call of `set` costs more. */
const LOOP_BYTES = 32;
const BILLION = 1_000_000_000;
const POWERS_OF_TEN = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, BILLION] as const;
const ZERO = 48;
const DOT = 46;

/** The bytes of a text in ASCII: what every venue of this folder sends. */
export function ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * Writes frames as bytes, digit by digit, into slabs of 64 KiB. No string is made on the way: at two hundred bytes a
 * frame, strings and their encoding would cost several times the rest of the generator.
 *
 * A finished frame is a view of its slab, and slabs are never written twice: frames may be kept, but one kept frame
 * holds its slab.
 */
export class FrameWriter {
  #slab = new Uint8Array(SLAB_BYTES);
  #start = 0;
  #end = 0;

  begin(): void {
    if (this.#slab.length - this.#end < ROOM_FOR_A_FRAME) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#end = 0;
    }
    this.#start = this.#end;
  }

  /** The frame since `begin`. */
  finish(): Uint8Array {
    return new Uint8Array(this.#slab.buffer, this.#start, this.#end - this.#start);
  }

  bytes(bytes: Uint8Array): void {
    const length = bytes.length;
    if (this.#end + length > this.#slab.length) this.#grow(length);
    if (length > LOOP_BYTES) {
      this.#slab.set(bytes, this.#end);
    } else {
      const slab = this.#slab;
      const end = this.#end;
      for (let i = 0; i < length; i++) slab[end + i] = bytes[i] as number;
    }
    this.#end += length;
  }

  byte(byte: number): void {
    if (this.#end === this.#slab.length) this.#grow(1);
    this.#slab[this.#end++] = byte;
  }

  /** A non-negative integer below 2^53, without leading zeros. */
  integer(value: number): void {
    if (value >= BILLION) {
      const high = Math.floor(value / BILLION);
      this.integer(high);
      this.padded(value - high * BILLION, 9);
      return;
    }
    let width = 1;
    while (width < 9 && value >= (POWERS_OF_TEN[width] as number)) width++;
    this.padded(value, width);
  }

  /** The last `width` decimal digits of an integer below 10^9. */
  padded(value: number, width: number): void {
    if (this.#end + width > this.#slab.length) this.#grow(width);
    const slab = this.#slab;
    let left = value | 0;
    for (let at = this.#end + width - 1; at >= this.#end; at--) {
      const tenth = (left / 10) | 0;
      slab[at] = ZERO + left - tenth * 10;
      left = tenth;
    }
    this.#end += width;
  }

  /** `units` / 10^places with exactly that many places (at most 9) and `zeros` more: 378826 at (5, 3) is 3.78826000. */
  decimal(units: number, places: number, zeros = 0): void {
    const scale = POWERS_OF_TEN[places] as number;
    const whole = Math.floor(units / scale);
    this.integer(whole);
    if (places + zeros === 0) return;
    this.byte(DOT);
    this.padded(units - whole * scale, places);
    for (let i = 0; i < zeros; i++) this.byte(ZERO);
  }

  /** `units` / 10^places in the fewest characters: 1500 at 3 places is 1.5. */
  shortDecimal(units: number, places: number): void {
    const scale = POWERS_OF_TEN[places] as number;
    const whole = Math.floor(units / scale);
    this.integer(whole);
    this.fraction(units - whole * scale, places);
  }

  /** A dot and the digits of a fraction without its trailing zeros; nothing when it is 0. */
  fraction(value: number, places: number): void {
    if (value === 0) return;
    let left = value | 0;
    let width = places;
    for (let tenth = (left / 10) | 0; tenth * 10 === left; tenth = (left / 10) | 0) {
      left = tenth;
      width--;
    }
    this.byte(DOT);
    this.padded(left, width);
  }

  /** Moves the frame being written to a slab with room for `more` bytes. */
  #grow(more: number): void {
    const written = this.#end - this.#start;
    const grown = new Uint8Array(Math.max(SLAB_BYTES, 2 * (written + more)));
    grown.set(this.#slab.subarray(this.#start, this.#end));
    this.#slab = grown;
    this.#start = 0;
    this.#end = written;
  }
}
