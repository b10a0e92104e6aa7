import { expect, test } from "vitest";
import { ReplyError } from "../../../src/redis/server/reply.ts";
import { DirectServer } from "../server/direct-client.ts";

const errorOf = (compat: "7.0" | "8.0", script: string): string => {
  const reply = new DirectServer(compat).client().run("EVAL", script, "0");
  expect(reply).toBeInstanceOf(ReplyError);
  return (reply as ReplyError).message.replace(/[0-9a-f]{40}/, "SHA");
};

test("line ends behind an error are dropped, and those inside it become spaces", () => {
  for (const compat of ["7.0", "8.0"] as const) expect(errorOf(compat, "return {err = 'a\\r\\nb\\r\\n'}")).toBe("a  b");
});

/** That breaks the protocol, so no conversation over a socket can show it. */
test("Valkey sends the line ends of an error that a script raises as they are", () => {
  expect(errorOf("7.0", "error({err = 'a\\r\\nb'})")).toBe("a  b script: SHA, on @user_script:1.");
  expect(errorOf("8.0", "error({err = 'a\\r\\nb'})")).toBe("a\r\nb script: SHA, on @user_script:1.");
});
