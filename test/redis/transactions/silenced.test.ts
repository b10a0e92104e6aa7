import fc from "fast-check";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { ReplyWriter } from "../../../src/redis/resp/reply-writer.ts";
import { installedReleases } from "../real/find-server.ts";
import { encodeCommand } from "../real/raw-connection.ts";
import { RealServer } from "../real/real-server.ts";
import { DirectServer } from "../server/direct-client.ts";

// A transaction announces how many replies it has before it knows what CLIENT REPLY in it leaves out. So the bytes are
// compared, since replies cannot be told apart in them.

type Steps = readonly (readonly string[])[];

const step = fc.constantFrom(
  ["MULTI"], ["EXEC"], ["EXEC"], ["DISCARD"], ["PING"], ["PING", "x"], ["GET", "k"], ["SUBSCRIBE", "c", "d"],
  ["UNSUBSCRIBE", "c"], ["PUBLISH", "c", "m"], ["CLIENT", "REPLY", "ON"], ["CLIENT", "REPLY", "OFF"],
  ["CLIENT", "REPLY", "SKIP"], ["client", "reply", "skip"], ["CLIENT", "REPLY", "no"],
);
const steps = fc.array(step, { maxLength: 10 });
const history = fc.tuple(steps, steps, steps)
  .map(([before, within, after]): Steps => [...before, ["MULTI"], ...within, ["EXEC"], ...after]);
const END: Steps = [["RESET"], ["CLIENT", "REPLY", "ON"], ["ECHO", "the end"]];
const LAST = "$7\r\nthe end\r\n";

function modelBytes(compat: "7.0" | "8.0", all: Steps): string {
  const writer = new ReplyWriter(compat);
  const client = new DirectServer(compat).client();
  for (const args of all) {
    const reply = client.run(...args);
    for (const each of client.delivered.splice(0)) writer.write(each, client.session.protocol);
    if (reply !== undefined) writer.write(reply, client.session.protocol);
  }
  return writer.written.toString("latin1");
}

const realBytes = (server: RealServer, all: Steps): Promise<string> => new Promise((resolve, reject) => {
  const socket = connect(server.socketPath);
  let bytes = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    bytes += chunk;
    if (bytes.endsWith(LAST)) socket.end();
  });
  socket.on("error", reject).on("close", () => resolve(bytes));
  socket.write(all.map(encodeCommand).join(""), "latin1");
});

for (const { release, binary, title } of installedReleases()) {
  test.skipIf(binary === undefined)(
    `${title} writes the same bytes, whatever CLIENT REPLY does before, in and after a transaction`,
    async () => {
      const server = await RealServer.start(binary!);
      try {
        for (const protocol of ["2", "3"]) {
          await fc.assert(fc.asyncProperty(history, async (those) => {
            const all = [["HELLO", protocol], ...those, ...END];
            const [real, model] = [await realBytes(server, all), modelBytes(release.compat, all)];
            // Before the first of these it says the version, and who we are.
            const from = (bytes: string): string => bytes.slice(bytes.indexOf("modules"));
            expect(from(model)).toBe(from(real));
          }), { numRuns: 150 });
        }
      } finally {
        await server.stop();
      }
    },
  );
}
