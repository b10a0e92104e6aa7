import { loadingError } from "../admission/condition.ts";
import type { CommandSpec, ServerState } from "../server/command.ts";
import type { Compat } from "../server/compat.ts";
import { ReplyError } from "../server/reply.ts";
import type { FaultName } from "./fault-table.ts";

interface Refusal {
  readonly concerns: (spec: CommandSpec) => boolean;
  readonly error: (compat: Compat) => ReplyError;
}

const REFUSALS: Readonly<Partial<Record<FaultName, Refusal>>> = {
  oom: {
    concerns: ({ flags }) => flags.includes("denyoom"),
    error: () => new ReplyError("OOM command not allowed when used memory > 'maxmemory'."),
  },
  readonly: {
    concerns: ({ flags }) => flags.includes("write"),
    error: () => new ReplyError("READONLY You can't write against a read only replica."),
  },
  loading: {
    concerns: ({ flags }) => !flags.includes("loading"),
    error: loadingError,
  },
  noscript: {
    concerns: ({ name }) => name === "evalsha" || name === "evalsha_ro",
    error: () => new ReplyError("NOSCRIPT No matching script. Please use EVAL."),
  },
};

export const isRefusal = (name: FaultName): boolean => REFUSALS[name] !== undefined;

/**
 * Makes the server refuse the next command, as it would in that state, so that a transaction it is queued in aborts.
 */
export class Refusals {
  /** What the command that is about to be applied meets. */
  next: FaultName | undefined;

  constructor(server: ServerState) {
    server.gates.push((_context, spec) => {
      const refusal = this.next === undefined ? undefined : REFUSALS[this.next];
      return refusal?.concerns(spec) === true ? refusal.error(server.compat) : undefined;
    });
  }
}
