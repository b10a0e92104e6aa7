import { expect, test } from "vitest";
import type { Case } from "./case.ts";
import { firstMismatch } from "./mismatch.ts";

const CASE: Case = { name: "a read that waits", steps: ["A BLPOP k 0.01", "sleep 50", "A PING"] };
const LATE = [["A BLPOP k 0.01"], ["sleep 50", "A *-1\r\n"], ["A PING", "A +PONG\r\n"]];

test("an answer that comes while nobody speaks belongs to the step before", () => {
  const early = [["A BLPOP k 0.01", "A *-1\r\n"], ["sleep 50"], ["A PING", "A +PONG\r\n"]];
  expect(firstMismatch(CASE, LATE, early, "bytes")).toBeUndefined();
  expect(firstMismatch(CASE, early, LATE, "bytes")).toBeUndefined();
});

test("it must be the same answer, and it must come before the next step", () => {
  const other = [["A BLPOP k 0.01"], ["sleep 50", "A $-1\r\n"], ["A PING", "A +PONG\r\n"]];
  const tooLate = [["A BLPOP k 0.01"], ["sleep 50"], ["A PING", "A *-1\r\n", "A +PONG\r\n"]];
  expect(firstMismatch(CASE, LATE, other, "bytes")).toMatchObject({ steps: ["A BLPOP k 0.01"], got: ["A $-1\r\n"] });
  expect(firstMismatch(CASE, LATE, tooLate, "bytes")).toMatchObject({ got: [] });
});
