const LINE_END = 0x0a;
const [PLUS, MINUS, COLON, DOLLAR, STAR] = [..."+-:$*"].map((char) => char.charCodeAt(0));
const [UNDERSCORE, COMMA, HASH, BANG, EQUALS, PAREN, PERCENT, TILDE, GREATER, BAR] =
  [..."_,#!=(%~>|"].map((char) => char.charCodeAt(0));

/** Where the reply that starts at `start` ends, in RESP 2 or 3; -1 when it is not complete yet. */
export function replyEnd(bytes: Buffer, start: number): number {
  let at = start;
  for (let expected = 1; expected > 0; expected--) {
    const newline = bytes.indexOf(LINE_END, at);
    if (newline < 0) return -1;
    switch (bytes[at]) {
      case PLUS: case MINUS: case COLON: case UNDERSCORE: case COMMA: case HASH: case PAREN:
        at = newline + 1;
        break;
      case DOLLAR: case BANG: case EQUALS: {
        const length = decimal(bytes, at + 1);
        at = newline + 1 + (length < 0 ? 0 : length + 2);
        if (at > bytes.length) return -1;
        break;
      }
      case STAR: case TILDE: case GREATER:
        expected += Math.max(0, decimal(bytes, at + 1));
        at = newline + 1;
        break;
      case PERCENT:
        expected += 2 * decimal(bytes, at + 1);
        at = newline + 1;
        break;
      case BAR:
        // Attributes come before the reply that they belong to.
        expected += 2 * decimal(bytes, at + 1) + 1;
        at = newline + 1;
        break;
      default:
        throw new Error(`not a reply: ${JSON.stringify(bytes.toString("latin1", at, at + 40))}`);
    }
  }
  return at;
}

function decimal(bytes: Buffer, start: number): number {
  let value = 0;
  const negative = bytes[start] === MINUS;
  for (let at = negative ? start + 1 : start; ; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return negative ? -value : value;
    value = value * 10 + digit;
  }
}

/** Cuts a connection's bytes into replies. */
export class ReplySplitter {
  #held: Buffer = Buffer.alloc(0);

  /** The replies that these bytes complete, as binary strings. */
  push(chunk: Buffer): string[] {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const replies: string[] = [];
    let start = 0;
    for (let end = start; start < bytes.length; start = end) {
      end = replyEnd(bytes, start);
      if (end < 0) break;
      replies.push(bytes.toString("latin1", start, end));
    }
    this.#held = bytes.subarray(start);
    return replies;
  }
}
