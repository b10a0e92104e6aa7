import { expect, test } from "vitest";
import { terminalOf } from "../../src/cli/terminal.ts";

const HOSTILE = "a\u001b[2J\u009b31m\u202eb\nc";
const HARMLESS = "a?[2J?31m?b\nc";

test("a terminal gets reports, talk and progress without what it would obey, and data as they are", () => {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = terminalOf(
    { write: (text) => out.push(text) }, { write: (text) => err.push(text), isTTY: true }, () => {},
  );
  terminal.out(HOSTILE);
  terminal.show(HOSTILE);
  terminal.say(HOSTILE);
  terminal.progress(HOSTILE);
  expect(out).toEqual([HOSTILE, HARMLESS]);
  expect(err).toEqual([`${HARMLESS}\n`, `\r\u001b[K${HARMLESS}`]);
});

test("data wait for a reader who is slow, and for no other", async () => {
  let full = false;
  let drained = (): void => {};
  const stdout = { write: () => !full, once: (_event: "drain", listener: () => void) => (drained = listener) };
  const terminal = terminalOf(stdout, { write: () => true }, () => {});
  expect(terminal.outPaced("a")).toBeUndefined();
  full = true;
  let goesOn = false;
  const waiting = terminal.outPaced("b")?.then(() => (goesOn = true));
  await Promise.resolve();
  expect(goesOn).toBe(false);
  drained();
  await waiting;
  expect(goesOn).toBe(true);
});
