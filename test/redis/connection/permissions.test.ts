import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../../src/redis/acl/sha256.ts";
import { matchesGlob } from "../../../src/redis/server/glob.ts";
import type { ReplyError } from "../../../src/redis/server/reply.ts";
import { DirectServer } from "../server/direct-client.ts";

test("SHA-256 is that of the platform", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    expect(sha256(Buffer.from(bytes).toString("latin1"))).toBe(createHash("sha256").update(bytes).digest("hex"));
  }));
});

test("a glob of letters and stars matches as the regular expression does, but an empty text only by an empty glob", () => {
  const pattern = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 8 }).map((parts) => parts.join(""));
  const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(pattern, text, (glob, word) => {
      const expression = new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(matchesGlob(glob, word)).toBe(word === "" ? glob === "" : expression.test(word));
    }),
  );
});

test("permissions that are taken away count at once for who is logged in", () => {
  const direct = new DirectServer();
  const [admin, bob] = [direct.client(), direct.client()];
  admin.run("ACL", "SETUSER", "bob", "on", "nopass", "allkeys", "+llen");
  bob.run("AUTH", "bob", "x");
  expect(bob.run("LLEN", "k")).toBe(0);
  admin.run("ACL", "SETUSER", "bob", "-llen");
  expect((bob.run("LLEN", "k") as ReplyError).message).toBe(
    "NOPERM User bob has no permissions to run the 'llen' command",
  );
});
