import type { Bytes } from "../../server/bytes.ts";
import { ReplyError } from "../../server/reply.ts";
import type { Uint64 } from "../../server/uint64.ts";
import { defaultLimit, type Kept, type Trim } from "../../streams/trim.ts";
import { MAX_ID, textOfId } from "../../streams/stream-id.ts";
import type { StreamValue } from "../../streams/stream-value.ts";
import { idArgument, integerArgument } from "./arguments.ts";

/** The options that XADD and XTRIM have in common, as they are read one after another. */
export class TrimArguments {
  #kept: Kept | undefined;
  #approximate = false;
  #limit: Uint64 | undefined;

  /** Reads the option at `at`, if it is one of these. Returns the place after it; `at` when it is none. */
  read(args: readonly Bytes[], at: number): number {
    const following = args.length - 1 - at;
    if (following === 0) return at;
    switch ((args[at] as Bytes).toLowerCase()) {
      case "maxlen": return this.#readKept(args, at, following, "length");
      case "minid": return this.#readKept(args, at, following, "id");
      case "limit":
        this.#limit = positive(args[at + 1], "LIMIT");
        return at + 2;
      default: return at;
    }
  }

  /** @throws {ReplyError} The options do not go together. */
  finish(maxNodeEntries: number): Trim | undefined {
    if (this.#limit !== undefined && this.#kept === undefined) {
      throw new ReplyError("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    }
    if (this.#kept === undefined) return undefined;
    if (this.#limit !== undefined && !this.#approximate) {
      throw new ReplyError("ERR syntax error, LIMIT cannot be used without the special ~ option");
    }
    const limit = this.#limit ?? (this.#approximate ? defaultLimit(maxNodeEntries) : 0);
    return { kept: this.#kept, approximate: this.#approximate, limit };
  }

  #readKept(args: readonly Bytes[], at: number, following: number, by: Kept["by"]): number {
    if (this.#kept !== undefined) {
      throw new ReplyError("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    }
    this.#approximate = following >= 2 && args[at + 1] === "~";
    const exact = following >= 2 && args[at + 1] === "=";
    const value = at + (this.#approximate || exact ? 2 : 1);
    this.#kept = by === "id" ? { by, id: idArgument(args[value]) } : { by, length: positive(args[value], "MAXLEN") };
    return value + 1;
  }
}

function positive(text: Bytes | undefined, option: string): Uint64 {
  const value = integerArgument(text);
  if (value < 0) throw new ReplyError(`ERR The ${option} argument must be >= 0.`);
  return value;
}

/** The options that do exactly what was done, whatever the nodes of the one that repeats it hold. */
export function exactTrim(stream: StreamValue, { kept, approximate }: Trim): Bytes[] {
  if (kept.by === "length") return ["MAXLEN", "=", String(approximate ? stream.length : kept.length)];
  const first = stream.length === 0 ? MAX_ID : stream.first;
  return ["MINID", "=", textOfId(approximate ? first : kept.id)];
}
