// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- the client's own class of errors; it does no I/O
import { ReplyError as ClientReplyError } from "ioredis";
import type { Compat } from "../server/compat.ts";
import { formatDouble } from "../server/numbers.ts";
import { arrayOfBytes, textOfBytes, type Bytes } from "../server/bytes.ts";
import {
  BooleanReply, DoubleReply, NullArray, ReplyError, Status, VerbatimReply, type Reply,
} from "../server/reply.ts";

export interface Decoding {
  /** Text, or Buffers as the methods that end in `Buffer` give them. */
  readonly as: "text" | "buffers";
  /** Integers as decimal strings: ioredis' option of that name. */
  readonly stringNumbers: boolean;
  /** How the server writes doubles. */
  readonly compat: Compat;
}

/** A reply as ioredis would have parsed it from RESP 2. Errors are values here: inside EXEC they are elements. */
export function decodedReply(reply: Reply, decoding: Decoding): unknown {
  if (typeof reply === "string") return bulk(reply, decoding);
  if (typeof reply === "number" || typeof reply === "bigint") return integer(reply, decoding);
  if (reply === null || reply instanceof NullArray) return null;
  if (reply instanceof Status) return bulk(reply.text, decoding);
  if (reply instanceof ReplyError) return clientError(reply);
  if (reply instanceof BooleanReply) return integer(reply.value ? 1 : 0, decoding);
  if (reply instanceof DoubleReply)
    return bulk(Number.isNaN(reply.value) ? "nan" : formatDouble(reply.value, decoding.compat), decoding);
  if (reply instanceof VerbatimReply) return bulk(reply.text, decoding);
  const items = "items" in reply ? reply.items : reply;
  return items.map((item) => decodedReply(item, decoding));
}

/** The error that ioredis rejects with. */
export const clientError = ({ message }: ReplyError): Error =>
  new (ClientReplyError as new (message: string) => Error)(message);

const bulk = (bytes: Bytes, { as }: Decoding): unknown => (as === "text" ? textOfBytes(bytes) : arrayOfBytes(bytes));

const integer = (value: number | bigint, { stringNumbers }: Decoding): unknown =>
  stringNumbers ? String(value) : Number(value);
