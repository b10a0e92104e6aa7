// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- its table of arguments' transformers
import { Command } from "ioredis";
import { bytesOfArray, bytesOfText, type Bytes } from "../server/bytes.ts";

type Transformers = Readonly<
  Record<"argument" | "reply", Readonly<Record<string, ((value: unknown) => unknown) | undefined>>>
>;

const { _transformer: transformers } = Command as unknown as { readonly _transformer: Transformers };

/** A command's name and arguments as bytes; undefined when ioredis would do more with them than make text of each. */
export function plainArguments(name: string, args: readonly unknown[]): Bytes[] | undefined {
  if (transformers.argument[name] !== undefined) return undefined;
  const bytes: Bytes[] = [name];
  for (const arg of args) {
    if (Array.isArray(arg)) for (const item of arg as unknown[]) bytes.push(bytesOf(item));
    else if (typeof arg === "function") return undefined;
    else bytes.push(bytesOf(arg));
  }
  return bytes;
}

function bytesOf(arg: unknown): Bytes {
  if (typeof arg === "string") return bytesOfText(arg);
  if (typeof arg === "number") return String(arg);
  if (arg instanceof Buffer) return bytesOfArray(arg);
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- ioredis sends the same
  return arg === null || arg === undefined ? "" : bytesOfText(String(arg));
}

/** What the user gets for a decoded reply: an object for HGETALL, for one. */
export function transformed(name: string, value: unknown): unknown {
  const transformer = transformers.reply[name];
  return transformer === undefined ? value : transformer(value);
}

/** A plain call whose reply comes later. */
export class PlainCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly replyEncoding: string | null;
  readonly promise: Promise<unknown>;
  resolve!: (value: unknown) => void;
  reject!: (error: Error) => void;

  constructor(name: string, args: readonly unknown[], as: "text" | "buffers") {
    this.name = name;
    this.args = args;
    this.replyEncoding = as === "text" ? "utf8" : null;
    this.promise = new Promise((resolve, reject) => {
      const transform = (value: unknown): void => resolve(transformed(name, value));
      this.resolve = transform;
      this.reject = reject;
    });
  }
}
