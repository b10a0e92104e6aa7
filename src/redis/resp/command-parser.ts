import type { Bytes } from "../server/bytes.ts";
import { parseInteger } from "../server/int64.ts";
import { splitWords } from "./inline-words.ts";
import { ProtocolError, QueryBufferOverflow } from "./protocol-error.ts";
import { QueryBuffer } from "./query-buffer.ts";
import type { WordTable } from "./word-table.ts";

/** What a client may send. Read while parsing, so that getters may follow the server's parameters. */
export interface ParserLimits {
  readonly authenticated: boolean;
  /** proto-max-bulk-len. */
  readonly bulkBytes: number;
  /** client-query-buffer-limit: all that is held for a client, complete arguments of an incomplete command included. */
  readonly bufferBytes: number;
}

const [LINE_FEED, RETURN, DOLLAR, STAR, ZERO] = [10, 13, 36, 42, 48] as const;
const LONGEST_LINE = 65_536;
const MOST_ARGUMENTS = 2_147_483_647;
const UNAUTHENTICATED_ARGUMENTS = 10;
const UNAUTHENTICATED_BULK = 16_384;
/** The longest string of the engine: 24 bytes less than the 512 MB that a server takes by default. */
const LONGEST_STRING = 536_870_888;
/** No parameter can be set below these, so smaller values need no look at it. */
const [ANY_BULK, ANY_BUFFER] = [UNAUTHENTICATED_BULK, 1_048_576] as const;

const INCOMPLETE = -1;
const SHORTEST_HEADER = 4;

/**
 * Reads commands off a byte stream, however it is cut: arrays of bulk strings, and inline commands. Nothing is reserved
 * for what is announced; memory follows the bytes that have come.
 */
export class CommandParser {
  readonly #limits: ParserLimits;
  readonly #words: WordTable;
  readonly #input = new QueryBuffer();
  #args: Bytes[] | undefined;
  #missing = 0;
  /** The announced length of the bulk string being read; INCOMPLETE while its header is not. */
  #bulk = INCOMPLETE;
  #held = 0;
  #after = 0;

  constructor(limits: ParserLimits, words: WordTable) {
    this.#limits = limits;
    this.#words = words;
  }

  /** Bytes taken that are not yet part of a command that was returned. */
  get pending(): number {
    return this.#input.size + this.#held;
  }

  /** The chunk is the parser's from now on. */
  feed(chunk: Buffer): void {
    this.#input.append(chunk, this.#bulk + 2);
    if (this.pending > ANY_BUFFER && this.pending > this.#limits.bufferBytes)
      throw new QueryBufferOverflow(this.pending);
  }

  /**
   * The next command, never empty; undefined when the rest of it has yet to come.
   *
   * @throws {ProtocolError} what came is no command; the parser is not to be used any more.
   */
  next(): Bytes[] | undefined {
    const input = this.#input;
    if (this.#args === undefined && input.bytes[input.at] === STAR) {
      const whole = this.#whole();
      if (whole !== undefined) return whole;
    }
    while (this.#args === undefined) {
      if (input.at === input.end) return undefined;
      if (input.bytes[input.at] !== STAR) {
        const words = this.#inline();
        if (words === undefined || words.length > 0) return words;
        continue;
      }
      const count = this.#length("invalid multibulk length", "too big mbulk count string", MOST_ARGUMENTS, STAR);
      if (count === undefined) return undefined;
      if (count <= 0) continue;
      if (count > UNAUTHENTICATED_ARGUMENTS && !this.#limits.authenticated) {
        throw new ProtocolError("unauthenticated multibulk length");
      }
      this.#args = [];
      this.#missing = count;
    }
    return this.#bulks(this.#args);
  }

  /**
   * The command at hand, where all of it is here and nothing about it is out of the ordinary. Otherwise undefined, with
   * nothing taken.
   */
  #whole(): Bytes[] | undefined {
    const input = this.#input;
    const { bytes, end } = input;
    const count = this.#plain(input.at, STAR);
    if (count < 1 || (count > UNAUTHENTICATED_ARGUMENTS && !this.#limits.authenticated)) return undefined;
    const args: Bytes[] = [];
    let at = this.#after;
    for (let i = 0; i < count; i++) {
      const length = this.#plain(at, DOLLAR);
      const from = this.#after;
      at = from + length + 2;
      if (length < 0 || at > end) return undefined;
      args.push(this.#words.take(bytes, from, length));
    }
    input.at = at;
    return args;
  }

  /** The number of a header at `at`, up to ANY_BULK; INCOMPLETE for any other. `#after` is then behind the header. */
  #plain(at: number, sign: typeof STAR | typeof DOLLAR): number {
    const { bytes, end } = this.#input;
    if (at + SHORTEST_HEADER > end || bytes[at] !== sign) return INCOMPLETE;
    let value = (bytes[at + 1] as number) - ZERO;
    let to = at + 2;
    if (value < 0 || value > 9) return INCOMPLETE;
    for (; bytes[to] !== RETURN; to++) {
      const digit = (bytes[to] as number) - ZERO;
      if (digit < 0 || digit > 9 || value === 0 || to + 2 >= end) return INCOMPLETE;
      value = value * 10 + digit;
      if (value > ANY_BULK) return INCOMPLETE;
    }
    this.#after = to + 2;
    return value;
  }

  #bulks(args: Bytes[]): Bytes[] | undefined {
    const input = this.#input;
    while (this.#missing > 0) {
      if (this.#bulk === INCOMPLETE) {
        const length = this.#length("invalid bulk length", "too big bulk count string", LONGEST_STRING, DOLLAR);
        if (length === undefined) return undefined;
        if (length < 0 || (length > ANY_BULK && !this.#takes(length))) throw new ProtocolError("invalid bulk length");
        this.#bulk = length;
      }
      // The two bytes after it are skipped, whatever they are.
      if (input.end - input.at < this.#bulk + 2) return undefined;
      args.push(this.#words.take(input.bytes, input.at, this.#bulk));
      this.#held += this.#bulk;
      input.at += this.#bulk + 2;
      this.#bulk = INCOMPLETE;
      this.#missing--;
    }
    this.#args = undefined;
    this.#held = 0;
    return args;
  }

  #takes(length: number): boolean {
    if (length > this.#limits.bulkBytes) return false;
    if (!this.#limits.authenticated) throw new ProtocolError("unauthenticated bulk length");
    return true;
  }

  /** The number on the line at hand, after its first byte; undefined while the line is incomplete. */
  #length(invalid: string, tooBig: string, limit: number, sign: typeof STAR | typeof DOLLAR): number | undefined {
    const { bytes, at, end } = this.#input;
    let value = 0;
    let to = at + 1;
    for (; to < end; to++) {
      const digit = (bytes[to] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const digits = to - at - 1;
    const plain = digits > 0 && digits < 10 && (digits === 1 || bytes[at + 1] !== ZERO);
    if (plain && bytes[at] === sign && to + 1 < end && bytes[to] === RETURN && value <= limit) {
      this.#input.at = to + 2;
      return value;
    }
    return this.#oddLength(invalid, tooBig, limit, sign);
  }

  #oddLength(invalid: string, tooBig: string, limit: number, sign: typeof STAR | typeof DOLLAR): number | undefined {
    const { bytes, at, end } = this.#input;
    const to = this.#lineEnd(RETURN, tooBig);
    if (to === undefined || to + 2 > end) return undefined;
    if (bytes[at] !== sign) throw new ProtocolError(`expected '$', got '${shown(bytes[at] as number)}'`);
    const value = parseInteger(bytes.toString("latin1", at + 1, to));
    if (value === undefined || value > limit) throw new ProtocolError(invalid);
    this.#input.at = to + 2;
    return Number(value);
  }

  #inline(): Bytes[] | undefined {
    const to = this.#lineEnd(LINE_FEED, "too big inline request");
    if (to === undefined) return undefined;
    const { bytes, at } = this.#input;
    const returns = to > at && bytes[to - 1] === RETURN ? 1 : 0;
    this.#input.at = to + 1;
    const words = splitWords(bytes.toString("latin1", at, to - returns));
    if (words === undefined) throw new ProtocolError("unbalanced quotes in request");
    return words;
  }

  /** Where the line at hand ends. A server's search stops at a NUL, so a line with one never ends. */
  #lineEnd(mark: number, tooBig: string): number | undefined {
    const { bytes, at, end } = this.#input;
    const line = bytes.subarray(at, Math.min(end, at + LONGEST_LINE + 1));
    const length = line.indexOf(mark);
    if (length >= 0 && !line.subarray(0, length).includes(0)) return at + length;
    if (line.length > LONGEST_LINE) throw new ProtocolError(tooBig);
    return undefined;
  }
}

const shown = (byte: number): string => (byte === LINE_FEED || byte === RETURN ? " " : String.fromCharCode(byte));
