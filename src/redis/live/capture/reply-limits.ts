/** What replies may be. Beyond it, whoever is at the other end is no Redis server, or means harm. */
export interface ReplyLimits {
  /** Of one reply, with all that it holds. */
  readonly replyBytes: number;
  readonly bulkBytes: number;
  readonly arrayLength: number;
  readonly depth: number;
}

export const REPLY_LIMITS: ReplyLimits = {
  replyBytes: 256 * 1024 * 1024, bulkBytes: 64 * 1024 * 1024, arrayLength: 4 * 1024 * 1024, depth: 8,
};

const LONGEST_LINE = 64 * 1024;
const MOST_DIGITS = 19;
const [CR, LF, PLUS, MINUS, COLON, DOLLAR, STAR] = [0x0d, 0x0a, 0x2b, 0x2d, 0x3a, 0x24, 0x2a];

/**
 * Follows the framing of RESP 2 replies as their bytes come, before any parser takes memory for them: what they
 * announce is judged when it is announced.
 */
export class ReplyScreen {
  readonly #limits: ReplyLimits;
  /** Elements that are still to come, of each array that is open. */
  readonly #open: number[] = [];
  #bytes = 0;
  /** Bytes of a bulk string, with its line end, that are still to come. */
  #skip = 0;
  #line = "";
  #lineLength = 0;

  constructor(limits: ReplyLimits) {
    this.#limits = limits;
  }

  /** Undefined while all is well, then what is wrong. */
  take(chunk: Uint8Array): string | undefined {
    for (let at = 0; at < chunk.length;) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - at);
        this.#skip -= skipped;
        this.#bytes += skipped;
        at += skipped;
        if (this.#skip === 0) this.#complete();
      } else {
        const problem = this.#takeOfLine(chunk[at++] as number);
        if (problem !== undefined) return problem;
      }
      if (this.#bytes > this.#limits.replyBytes) return `a reply of more than ${this.#limits.replyBytes} bytes`;
    }
    return undefined;
  }

  #takeOfLine(byte: number): string | undefined {
    this.#bytes++;
    if (byte === LF) return this.#endOfLine();
    if (this.#lineLength === 0 && ![PLUS, MINUS, COLON, DOLLAR, STAR].includes(byte))
      return `a reply that starts with the byte 0x${byte.toString(16)}`;
    if (++this.#lineLength > LONGEST_LINE) return "a line without an end";
    if (this.#line.length <= MOST_DIGITS + 2 && byte !== CR) this.#line += String.fromCharCode(byte);
    return undefined;
  }

  #endOfLine(): string | undefined {
    const line = this.#line;
    if (this.#lineLength === 0) return "an empty line";
    this.#line = "";
    this.#lineLength = 0;
    const type = line.charCodeAt(0);
    if (type !== DOLLAR && type !== STAR) {
      if (type === COLON && !/^:-?\d{1,19}$/.test(line)) return "an integer that is none";
      this.#complete();
      return undefined;
    }
    if (!/^.(-1|\d{1,10})$/.test(line)) return "a length that is none";
    return type === DOLLAR ? this.#bulk(Number(line.slice(1))) : this.#array(Number(line.slice(1)));
  }

  #bulk(length: number): string | undefined {
    if (length > this.#limits.bulkBytes) return `a string of ${length} bytes, more than ${this.#limits.bulkBytes}`;
    if (length < 0) this.#complete();
    else this.#skip = length + 2;
    return undefined;
  }

  #array(length: number): string | undefined {
    if (length > this.#limits.arrayLength) return `an array of ${length}, more than ${this.#limits.arrayLength}`;
    if (length <= 0) this.#complete();
    else if (this.#open.push(length) > this.#limits.depth)
      return `arrays within arrays, more than ${this.#limits.depth} deep`;
    return undefined;
  }

  /** A value has ended, and with it the arrays that it was the last of. */
  #complete(): void {
    for (let depth = this.#open.length - 1; depth >= 0; depth--) {
      const left = (this.#open[depth] as number) - 1;
      this.#open[depth] = left;
      if (left > 0) return;
      this.#open.pop();
    }
    this.#bytes = 0;
  }
}
