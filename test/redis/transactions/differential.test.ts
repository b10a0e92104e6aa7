import fc from "fast-check";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { ReplyWriter } from "../../../src/redis/resp/reply-writer.ts";
import type { Reply } from "../../../src/redis/server/reply.ts";
import { DirectServer, type DirectClient } from "../server/direct-client.ts";
import { installedReleases } from "../real/find-server.ts";
import type { RawConnection } from "../real/raw-connection.ts";
import { RealServer } from "../real/real-server.ts";

const key = fc.constantFrom("k", "l");
const channel = fc.constantFrom("c", "d", "ch*");
const word = (...words: string[]): fc.Arbitrary<string[]> => fc.constant(words);

const command = fc.oneof(
  word("MULTI"), word("EXEC"), word("EXEC"), word("DISCARD"), word("UNWATCH"), word("PING"), word("RESET"),
  word("NOSUCH"), fc.tuple(fc.constant("WATCH"), key), fc.tuple(fc.constant("RPUSH"), key, fc.constantFrom("a", "b")),
  fc.tuple(fc.constant("LPOP"), key), fc.tuple(fc.constant("SADD"), key, fc.constant("m")),
  fc.tuple(fc.constant("LLEN"), key), fc.tuple(fc.constant("BLPOP"), key, fc.constant("0")),
  fc.tuple(fc.constant("SELECT"), fc.constantFrom("0", "1", "16")), fc.tuple(fc.constant("SUBSCRIBE"), channel),
  fc.tuple(fc.constant("UNSUBSCRIBE"), channel), fc.tuple(fc.constant("PSUBSCRIBE"), channel),
  fc.tuple(fc.constant("PUNSUBSCRIBE"), channel), fc.tuple(fc.constant("SSUBSCRIBE"), channel),
  fc.tuple(fc.constant("PUBLISH"), channel, fc.constant("m")),
  fc.tuple(fc.constant("SPUBLISH"), channel, fc.constant("m")),
  fc.tuple(fc.constant("PUBSUB"), fc.constant("NUMSUB"), channel),
  fc.tuple(fc.constant("CLIENT"), fc.constant("REPLY"), fc.constantFrom("ON", "SKIP")), word("RPUSH", "k"),
);
const history = fc.array(fc.tuple(fc.nat({ max: 2 }), command), { minLength: 1, maxLength: 40 });

/** Longer than a machine stands still. */
const ANSWER_LIMIT_MS = 10_000;

const encode = (reply: Reply, compat: "7.0" | "8.0"): string => {
  const writer = new ReplyWriter(compat);
  writer.write(reply, 2);
  return writer.written.toString("latin1");
};

/** What the model sends to each client for one command. */
function modelReplies(
  clients: readonly DirectClient[], at: number, args: readonly string[],
): readonly (readonly Reply[])[] {
  for (const client of clients) client.delivered.length = 0;
  const reply = clients[at]!.run(...args);
  return clients.map(({ delivered }, index) => [...delivered, ...(index === at && reply !== undefined ? [reply] : [])]);
}

async function play(
  server: RealServer, compat: "7.0" | "8.0", steps: readonly (readonly [number, readonly string[]])[],
): Promise<void> {
  const direct = new DirectServer(compat);
  const model = [direct.client(), direct.client(), direct.client()];
  const real: RawConnection[] = [];
  const control = await server.connect();
  try {
    for (let opened = 0; opened < model.length; opened++) real.push(await server.connect());
    await control.ask("FLUSHALL");
    for (const [at, args] of steps) {
      if (direct.server.blocked.includes(model[at]!.session)) continue;
      // What EXEC says then is no whole reply, so it cannot be waited for: the bytes are compared in silenced.test.
      if (args[0] === "CLIENT" && model[at]!.session.transaction !== undefined) continue;
      const expected = modelReplies(model, at, args).map((replies) => replies.map((reply) => encode(reply, compat)));
      real[at]!.send(...args);
      for (const [index, client] of real.entries()) {
        if (client.waiting < expected[index]!.length)
          await Promise.race([
            client.until(expected[index]!.length), sleep(ANSWER_LIMIT_MS, undefined, { ref: false }),
          ]);
        // What has no answer has been executed too when the second of these comes, and what nobody is due would be
        // there.
        if (index === 0) for (let round = 0; round < 2; round++) await control.ask("PING").then(() => turn());
        expect([args, index, client.take()]).toEqual([args, index, expected[index]]);
      }
    }
  } finally {
    for (const client of [control, ...real]) await client.close();
  }
}

for (const { release, binary, title } of installedReleases()) {
  test.skipIf(binary === undefined)(
    `${title} sends three clients the same bytes in the same history of transactions and subscriptions`,
    async () => {
      const server = await RealServer.start(binary!);
      try {
        await fc.assert(fc.asyncProperty(history, (steps) => play(server, release.compat, steps)), { numRuns: 200 });
      } finally {
        await server.stop();
      }
    },
  );
}
