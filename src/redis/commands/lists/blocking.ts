import type { Bytes } from "../../server/bytes.ts";
import { Blocked, type CommandContext } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import type { Reply } from "../../server/reply.ts";
import type { ValueType } from "../../server/value.ts";

export interface BlockingRequest {
  readonly keys: readonly Bytes[];
  readonly timeoutMs: number;
  /** The type of value that is waited for. */
  readonly type: ValueType;
  /** Serves from the first of the keys that has something; undefined when none has. */
  readonly take: (context: CommandContext, keys: readonly Bytes[], woken: boolean) => Reply | undefined;
  readonly timedOut: Reply;
  /** What is answered instead of waiting, inside transactions and scripts. */
  readonly unserved: Reply;
}

/**
 * Serves a command at once or sets its client aside. A woken client is served from the key that became ready by 7.0,
 * and as if it had just asked, from all of its keys, by later servers.
 */
export function serveOrBlock(context: CommandContext, request: BlockingRequest): Reply | Blocked {
  const { keys, take, timedOut, timeoutMs, type, unserved } = request;
  const reply = take(context, keys, false);
  if (reply !== undefined) return reply;
  if (!context.mayBlock) return unserved;
  return new Blocked({
    keys, timeoutMs, timedOut,
    retry: (woken, key) => {
      if (woken.db.get(key)?.type !== type) return undefined;
      return take(woken, atLeast(woken.compat, "7.2") ? keys : [key], true);
    },
  });
}
