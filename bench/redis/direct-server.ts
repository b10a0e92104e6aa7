import { modelRedis } from "../../src/redis/model-redis.ts";
import type { Reply } from "../../src/redis/server/reply.ts";

/** A model server that one client calls directly: no socket, no protocol. The clock moves a microsecond a command. */
export function directServer(): { readonly run: (args: readonly string[]) => Reply | undefined } {
  let nowUs = 1_700_000_000_000_000;
  let state = 1;
  const server = modelRedis({
    compat: "7.2", startedAtUs: nowUs, random: () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0),
  });
  const session = server.connect({ deliver: () => {} });
  return { run: (args) => server.apply(session, args, nowUs++) };
}
