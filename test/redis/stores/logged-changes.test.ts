import fc from "fast-check";
import { expect, test } from "vitest";
import type { EntryId } from "../../../src/bus/entry-id.ts";
import { respCommand, respLength } from "../../../src/redis/persistence/resp-command.ts";
import { AS_LOGGED, nobody } from "../../../src/redis/persistence/log-player.ts";
import { writeSnapshot } from "../../../src/redis/persistence/snapshot.ts";
import type { CommandContext, LoggedCommand } from "../../../src/redis/server/command.ts";
import type { Compat } from "../../../src/redis/server/compat.ts";
import { Execution } from "../../../src/redis/server/execution.ts";
import { isWords, wordsOf } from "../../../src/redis/server/logged-command.ts";
import { acknowledgeEntries, appendEntries, readNewEntries } from "../../../src/redis/stores/stream-operations.ts";
import { DirectServer } from "../server/direct-client.ts";

/** `given` are the ids of what was read and is not acknowledged. */
type Act = (context: CommandContext, given: EntryId[]) => void;

interface Step {
  readonly afterMs: number;
  readonly act: Act;
}

const key = fc.constantFrom("s", "été");
const reader = fc.record({
  stream: key, group: fc.constantFrom("g", "h"), consumer: fc.constantFrom("a", "long-name"),
});
const entry = fc.tuple(fc.constantFrom("short", "x".repeat(11), ""), fc.uint8Array({ maxLength: 130 }))
  .map(([text, payload]) => ["topic", text, "payload", payload]);

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(key, fc.array(entry, { minLength: 1, maxLength: 12 })).map(([at, entries]): Act => (context) =>
    void appendEntries(context, at, entries)),
  fc.tuple(reader, fc.integer({ min: 1, max: 9 })).map(([at, count]): Act => (context, given) =>
    void given.push(...(readNewEntries(context, at, count) ?? []))),
  fc.tuple(reader, fc.nat({ max: 9 })).map(([at, count]): Act => (context, given) =>
    void acknowledgeEntries(context, at, given.splice(0, count))),
);

/** Does what a store in the same process does; `follower` is told of every change, and when it was made. */
function storing(
  compat: Compat, steps: readonly Step[], follower: (command: LoggedCommand, nowMs: number) => void,
): void {
  const master = new DirectServer(compat);
  master.server.listeners.propagated.push((_db, commands) =>
    commands.forEach((command) => follower(command, master.nowMs)),
  );
  const client = master.client();
  const given: EntryId[] = [];
  for (const stream of ["s", "été"])
    for (const group of ["g", "h"]) client.run("XGROUP", "CREATE", stream, group, "0", "MKSTREAM");
  for (const { afterMs, act } of steps) {
    master.nowMs += afterMs;
    master.server.act(client.session, ["XADD", "s", "*", "", ""], master.nowMs * 1_000, (context) =>
      act(context, given),
    );
  }
}

const comparable = ({ server }: DirectServer): string => writeSnapshot(server).toString("latin1");

test.each(["7.0", "7.2", "8.0"] as const)(
  "what a store did leaves the same data when it is done again and when its words are executed (%s)",
  (compat) => {
    let done = 0;
    const step = fc.record({ afterMs: fc.nat({ max: 3 }), act });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [again, spoken] = [new DirectServer(compat), new DirectServer(compat)];
        storing(compat, steps, (command, nowMs) => {
          for (const { server } of [again, spoken]) server.advance(nowMs * 1_000);
          if (isWords(command)) {
            again.server.execute(nobody(again.server), command, AS_LOGGED);
          } else {
            new Execution(again.server, nobody(again.server), AS_LOGGED).redo(command);
            done++;
          }
          spoken.server.execute(nobody(spoken.server), wordsOf(command), AS_LOGGED);
          expect(respLength(command)).toBe(respCommand(wordsOf(command)).length);
        });
        expect(comparable(again)).toBe(comparable(spoken));
      }),
      { seed: 20_261_123, numRuns: 200 },
    );
    expect(done).toBeGreaterThan(1_000);
  },
);
