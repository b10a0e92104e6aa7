import fc from "fast-check";
import { expect, test } from "vitest";
import { ReplyEncoder } from "../conformance/reply-encoder.ts";
import { installedReleases } from "../real/find-server.ts";
import { RealServer } from "../real/real-server.ts";
import { DirectServer } from "../server/direct-client.ts";

/** A command; when its reply's elements come in any order, `unordered`. */
export interface Compared {
  readonly args: readonly string[];
  readonly unordered?: boolean;
}

const inAnyOrder = (reply: string): string => reply.split("\r\n").sort().join(" ");

/** Declares one property for each released server: every history of such commands has the same replies, to the byte. */
export function comparesWithRealServers(commands: string, command: fc.Arbitrary<Compared>): void {
  for (const { release, binary, title } of installedReleases()) {
    test.skipIf(binary === undefined)(`${commands} answer as ${title}`, async () => {
      const real = await RealServer.start(binary as string);
      const connection = await real.connect();
      try {
        await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 80 }), async (history) => {
          await connection.ask("FLUSHALL");
          for (const { args } of history) connection.send(...args);
          await connection.until(history.length);
          const replies = connection.take();
          const client = new DirectServer(release.compat).client();
          const encoder = new ReplyEncoder(release.compat);
          history.forEach(({ args, unordered }, i) => {
            const reply = encoder.bytes(client.run(...args) ?? null, 2);
            const shown = unordered === true ? inAnyOrder : (text: string): string => text;
            expect(shown(reply), args.join(" ")).toBe(shown(replies[i] as string));
          });
        }), { numRuns: 60 });
      } finally {
        await connection.close();
        await real.stop();
      }
    });
  }
}

/** Words of a command, each fixed or drawn; lists of words are joined in. */
export const words = (
  ...parts: readonly (string | fc.Arbitrary<string | readonly string[]>)[]
): fc.Arbitrary<Compared> =>
  fc
    .tuple(
      ...parts.map((part): fc.Arbitrary<string | readonly string[]> =>
        typeof part === "string" ? fc.constant(part) : part,
      ),
    )
    .map((drawn) => ({ args: drawn.flat() }));

export const unordered = (command: fc.Arbitrary<Compared>): fc.Arbitrary<Compared> =>
  command.map(({ args }) => ({ args, unordered: true }));

export const several = (word: fc.Arbitrary<string>, most: number): fc.Arbitrary<readonly string[]> =>
  fc.array(word, { minLength: 1, maxLength: most });

/** Those words, or none. */
export const perhaps = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<readonly string[]> =>
  fc.oneof(fc.constant([]), fc.tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part))));

export const key = fc.constantFrom("k1", "k2", "k3");
export const member = fc.constantFrom("a", "b", "c", "d", "1", "2", "3", "-5", "70000", "01", "", "zz", "x".repeat(70));
export const index = fc.constantFrom("0", "1", "2", "3", "-1", "-2", "-3", "100", "-100", "x");
