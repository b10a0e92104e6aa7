import type { Bytes } from "./bytes.ts";

/**
 * What a command answers, before it is written in RESP 2 or 3. A string is a bulk string, a number or bigint an
 * integer, an array an array, null the null bulk string; the rest says what it is.
 */
export type Reply =
  | Bytes | number | bigint | null | readonly Reply[]
  | Status | ReplyError | NullArray | DoubleReply | BooleanReply | MapReply | SetReply | VerbatimReply | PushReply
  | CutArray;

/** A simple string, such as OK. */
export class Status {
  readonly text: Bytes;

  constructor(text: Bytes) {
    this.text = text;
  }
}

/** An error as the client sees it, its code first. May be returned or thrown. */
export class ReplyError extends Error {
  constructor(text: Bytes) {
    // An answer like any other: a stack would cost more than the command.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(text);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "ReplyError";
  }
}

/** `*-1` in RESP 2, `_` in RESP 3. */
export class NullArray {
  readonly items = null;
}

/** A bulk string in RESP 2. */
export class DoubleReply {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** 1 or 0 in RESP 2. */
export class BooleanReply {
  readonly value: boolean;

  constructor(value: boolean) {
    this.value = value;
  }
}

/** Keys and values alternating; a flat array in RESP 2. */
export class MapReply {
  readonly items: readonly Reply[];

  constructor(items: readonly Reply[]) {
    this.items = items;
  }
}

/** An array in RESP 2. */
export class SetReply {
  readonly items: readonly Reply[];

  constructor(items: readonly Reply[]) {
    this.items = items;
  }
}

/** A bulk string in RESP 2. */
export class VerbatimReply {
  readonly format: "txt" | "mkd";
  readonly text: Bytes;

  constructor(format: "txt" | "mkd", text: Bytes) {
    this.format = format;
    this.text = text;
  }
}

/** Out-of-band data, of a subscription for example; an array in RESP 2. */
export class PushReply {
  readonly items: readonly Reply[];

  constructor(items: readonly Reply[]) {
    this.items = items;
  }
}

/** An array that ends before it has as many items as it says: a client takes what comes next for the rest. */
export class CutArray {
  readonly announced: number;
  readonly items: readonly Reply[];

  constructor(announced: number, items: readonly Reply[]) {
    this.announced = announced;
    this.items = items;
  }
}

export const OK = new Status("OK");
export const QUEUED = new Status("QUEUED");
export const NULL_ARRAY = new NullArray();

export const wrongType = (): ReplyError =>
  new ReplyError("WRONGTYPE Operation against a key holding the wrong kind of value");
export const syntaxError = (): ReplyError => new ReplyError("ERR syntax error");
export const notAnInteger = (): ReplyError => new ReplyError("ERR value is not an integer or out of range");
export const notAFloat = (): ReplyError => new ReplyError("ERR value is not a valid float");
export const noSuchKey = (): ReplyError => new ReplyError("ERR no such key");
export const wrongArguments = (command: string): ReplyError =>
  new ReplyError(`ERR wrong number of arguments for '${command}' command`);
