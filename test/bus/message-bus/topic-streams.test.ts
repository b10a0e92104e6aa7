import fc from "fast-check";
import { expect, test } from "vitest";
import { StoreError, type AppendOutcome, type Fields } from "../../../src/bus/store.ts";
import { appendByTopic } from "../../../src/bus/message-bus/topic-streams.ts";

/**
 * How an append to some stream goes: so many entries are applied, and then the reply comes, tells of a refusal, or is
 * lost.
 */
const fate = fc.record({ applied: fc.nat({ max: 4 }), end: fc.constantFrom("well", "refused", "lost") });

test("what counts as applied is there, in the order of its stream, whatever fails; sent again until it counts, all is", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 3 }), { maxLength: 20 }), fc.array(fate, { maxLength: 12 }),
      async (topics, fates) => {
        const streams = new Map<string, number[]>();
        let calls = 0;
        const append = async (stream: string, entries: readonly Fields[]): Promise<AppendOutcome> => {
          const { applied, end } = fates[calls++] ?? { applied: entries.length, end: "well" };
          const count = end === "well" ? entries.length : Math.min(applied, entries.length);
          streams.set(stream, [
            ...(streams.get(stream) ?? []),
            ...entries.slice(0, count).map((fields) => Number(fields[3])),
          ]);
          if (end === "lost") throw new StoreError("unknown", "the reply was lost");
          return { applied: count, refused: count < entries.length ? new StoreError("refused", "OOM") : undefined };
        };
        const entries: readonly Fields[] = topics.map((topic, at) => ["topic", `t${topic}`, "payload", String(at)]);
        let done = 0;
        for (let round = 0; done < entries.length; round++) {
          expect(round).toBeLessThan(40);
          const { applied, refused } = await appendByTopic({ append })("base", entries.slice(done));
          expect(refused === undefined).toBe(done + applied === entries.length);
          done += applied;
          for (let at = 0; at < done; at++) expect(streams.get(`base:t${topics[at]}`)).toContain(at);
        }
        // Known again by its number, an entry that is there twice changes nothing.
        for (const [stream, numbers] of streams) {
          const first = [...new Set(numbers)];
          expect(first).toEqual(topics.flatMap((topic, at) => (stream === `base:t${topic}` ? [at] : [])));
        }
      },
    ),
  );
});
