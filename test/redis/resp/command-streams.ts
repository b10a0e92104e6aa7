import fc from "fast-check";
import { CommandParser, type ParserLimits } from "../../../src/redis/resp/command-parser.ts";
import { ProtocolError } from "../../../src/redis/resp/protocol-error.ts";
import { WordTable } from "../../../src/redis/resp/word-table.ts";

export const LIMITS: ParserLimits = { authenticated: true, bulkBytes: 536_870_912, bufferBytes: 1_073_741_824 };

/** What came out of a parser: the commands, and the error that ended them. */
export interface Parsed {
  readonly commands: string[][];
  readonly error: string | undefined;
}

/** Feeds chunks and takes what they complete, until the parser gives up. */
export function parseAll(chunks: readonly Buffer[], limits: ParserLimits = LIMITS): Parsed {
  const parser = new CommandParser(limits, new WordTable());
  const commands: string[][] = [];
  try {
    for (const chunk of chunks) {
      parser.feed(chunk);
      for (let args = parser.next(); args !== undefined; args = parser.next()) commands.push(args);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { commands, error: error.message };
  }
  return { commands, error: undefined };
}

export const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

/** Cuts bytes at the given places. */
export function cutAt(whole: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  const chunks: Buffer[] = [];
  let from = 0;
  for (const to of [...sorted, whole.length]) {
    chunks.push(Buffer.from(whole.subarray(from, to)));
    from = to;
  }
  return chunks;
}

/** Any bytes as a binary string, some long enough not to be taken for a word. */
export const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 100, maxLength: 300 }),
).map((array) => Buffer.from(array).toString("latin1"));

export const anyCommand = fc.array(anyBytes, { minLength: 1, maxLength: 6 });

const HOSTILE = [
  "*", "$", "\r\n", "\n", "\r", "\0", "-1", "0", "99999999999", "*1\r\n", "$3\r\n", "'", '"', "\\x4", " ", "\xff",
  "PING",
];

/** Bytes that are almost commands. */
export const hostileBytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE), fc.nat(300).map(String),
      fc.uint8Array({ maxLength: 8 }).map((array) => Buffer.from(array).toString("latin1")),
    ),
    { maxLength: 40 },
  )
  .map((parts) => bytes(parts.join("")));
