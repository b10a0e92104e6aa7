import { Memory } from "../eviction/memory.ts";
import type { Bytes } from "../server/bytes.ts";
import type { CommandContext } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import type { ScriptFlag } from "./shebang.ts";

/** Bits of redis.set_repl. */
export const REPLICATE_NONE = 0;
export const REPLICATE_AOF = 1;
export const REPLICATE_REPLICAS = 2;
export const REPLICATE_ALL = 3;

export interface RunOptions {
  readonly context: CommandContext;
  /** What errors call the script: its digest, or the function's name. */
  readonly name: Bytes;
  readonly isReadOnly: boolean;
  /** Undefined when it said nothing of itself. */
  readonly flags: ReadonlySet<ScriptFlag> | undefined;
}

/** One execution of one script. */
export class ScriptRun {
  readonly context: CommandContext;
  readonly name: Bytes;
  readonly isReadOnly: boolean;
  /** There was no memory left when it began, and it did not say that it can do without. */
  readonly isShortOfMemory: boolean;
  /** The version of RESP that it has chosen. */
  protocol: 2 | 3 = 2;
  replicates = REPLICATE_ALL;
  hasWritten = false;

  constructor({ context, name, isReadOnly, flags }: RunOptions) {
    this.context = context;
    this.name = name;
    this.isReadOnly = isReadOnly;
    this.isShortOfMemory = flags?.has("allow-oom") !== true && isShort(context);
  }
}

export const outOfMemory = (): ReplyError => new ReplyError("OOM command not allowed when used memory > 'maxmemory'.");

export function isShort({ server }: CommandContext): boolean {
  const memory = server.part(Memory);
  return memory.isLimited && !memory.makeRoom();
}
