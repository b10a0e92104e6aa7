import type { Bytes } from "../server/bytes.ts";
import { parseInteger } from "../server/int64.ts";
import { parseDouble } from "../server/numbers.ts";
import {
  BooleanReply, DoubleReply, MapReply, NULL_ARRAY, PushReply, ReplyError, SetReply, Status, VerbatimReply, type Reply,
} from "../server/reply.ts";
import { ProtocolError } from "./protocol-error.ts";
import { QueryBuffer } from "./query-buffer.ts";

const INCOMPLETE = Symbol("incomplete");
type Read<T> = T | typeof INCOMPLETE;

const MOST_ITEMS = 2_147_483_647;
/** Deeper than any server nests, and far from the end of the stack. */
const DEEPEST = 1_000;
const WHOLE = /^-?\d+$/;

/**
 * Reads replies of both protocols off a byte stream, for clients. A reply that is cut is read again from its start when
 * more has come. Attributes are skipped.
 */
export class ReplyParser {
  readonly #input = new QueryBuffer();
  #at = 0;
  #depth = 0;

  get pending(): number {
    return this.#input.size;
  }

  /** The chunk is the parser's from now on. */
  feed(chunk: Buffer): void {
    this.#input.append(chunk, 0);
  }

  /**
   * The next reply; undefined when the rest of it has yet to come. (A null reply is null.)
   *
   * @throws {ProtocolError} what came is no reply.
   */
  next(): Reply | undefined {
    this.#at = this.#input.at;
    this.#depth = 0;
    const reply = this.#reply();
    if (reply === INCOMPLETE) return undefined;
    this.#input.at = this.#at;
    return reply;
  }

  #reply(): Read<Reply> {
    const line = this.#line();
    if (line === INCOMPLETE) return INCOMPLETE;
    const rest = line.slice(1);
    switch (line.charAt(0)) {
      case "+": return new Status(rest);
      case "-": return new ReplyError(rest);
      case ":": return this.#whole(parseInteger(rest), line);
      case "(": return BigInt(this.#whole(WHOLE.exec(rest)?.[0], line));
      case ",": return new DoubleReply(rest === "nan" ? NaN : this.#whole(parseDouble(rest), line));
      case "#": return new BooleanReply(rest === "t");
      case "_": return null;
      case "$": return this.#bulk(rest, (text) => text);
      case "!": return this.#bulk(rest, (text) => new ReplyError(text));
      case "=": return this.#bulk(rest, (text) => new VerbatimReply(text.slice(0, 3) as "txt" | "mkd", text.slice(4)));
      case "*": return rest === "-1" ? NULL_ARRAY : this.#items(rest, 1, (items) => items);
      case "~": return this.#items(rest, 1, (items) => new SetReply(items));
      case ">": return this.#items(rest, 1, (items) => new PushReply(items));
      case "%": return this.#items(rest, 2, (items) => new MapReply(items));
      case "|": return this.#items(rest, 2, () => null) === INCOMPLETE ? INCOMPLETE : this.#reply();
      default: throw new ProtocolError(`no reply begins with '${line.slice(0, 20)}'`);
    }
  }

  #bulk(text: Bytes, make: (content: Bytes) => Reply): Read<Reply> {
    if (text === "-1") return null;
    const length = this.#whole(parseInteger(text), text) as number;
    if (length < 0) throw new ProtocolError(`no string has '${text}' bytes`);
    const { bytes, end } = this.#input;
    const from = this.#at;
    if (end - from < length + 2) return INCOMPLETE;
    this.#at = from + length + 2;
    return make(bytes.toString("latin1", from, from + length));
  }

  #items(text: Bytes, each: 1 | 2, make: (items: Reply[]) => Reply): Read<Reply> {
    const count = (this.#whole(parseInteger(text), text) as number) * each;
    if (count < 0 || count > MOST_ITEMS) throw new ProtocolError(`no array has '${text}' elements`);
    if (++this.#depth > DEEPEST) throw new ProtocolError("arrays are nested too deep");
    const items: Reply[] = [];
    while (items.length < count) {
      const item = this.#reply();
      if (item === INCOMPLETE) return INCOMPLETE;
      items.push(item);
    }
    this.#depth--;
    return make(items);
  }

  #whole<T>(value: T | undefined, line: Bytes): T {
    if (value === undefined) throw new ProtocolError(`'${line.slice(0, 20)}' holds no number`);
    return value;
  }

  #line(): Read<Bytes> {
    const { bytes, end } = this.#input;
    const to = bytes.indexOf("\r\n", this.#at, "latin1");
    if (to < 0 || to + 2 > end) return INCOMPLETE;
    const line = bytes.toString("latin1", this.#at, to);
    this.#at = to + 2;
    return line;
  }
}
