import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { againOf, identityOf, logHeader, logLine, readLog } from "../../../src/harness/campaign/campaign-log.ts";
import { campaignPlan, chunksOf } from "../../../src/harness/campaign/campaign-plan.ts";
import { syntheticResult } from "./synthetic.ts";

const plan = campaignPlan({ scenarios: ["a", "b"], from: 10, to: 500 });
const identity = identityOf("0.1.0", [["a", "00"], ["b", "11"]], plan);
const results = [...chunksOf(plan)].map((chunk) => syntheticResult(chunk));
const log = logHeader(identity) + results.map(logLine).join("");

describe("the log of a campaign", () => {
  test("cut off at any byte gives the results whose lines are whole", () => {
    const header = logHeader(identity).length;
    fc.assert(fc.property(fc.integer({ min: header, max: log.length }), (length) => {
      const { results: read, wholeBytes } = readLog(log.slice(0, length), identity, "log");
      const whole = log.slice(0, length).split("\n").length - 2;
      expect([...read.values()]).toEqual(results.slice(0, whole));
      expect(log.slice(0, wholeBytes)).toBe(log.slice(0, log.lastIndexOf("\n", length - 1) + 1));
    }));
  });

  test.each([
    ["of another version", identityOf("0.2.0", identity.scenarios, plan)],
    ["of scenarios that were changed since", identityOf("0.1.0", [["a", "00"], ["b", "22"]], plan)],
    ["that begins with another seed", identityOf("0.1.0", identity.scenarios, { ...plan, from: 11 })],
  ])("%s is refused and says so", (_, other) => {
    expect(() => readLog(log, other, "log")).toThrow("the log of another campaign");
  });

  test("says which seeds it tried again, and is refused where these are others", () => {
    const again = [{ scenario: "b", seed: 7 }, { scenario: "a", seed: 4_294_967_295 }];
    const begun = logHeader(identityOf("0.1.0", identity.scenarios, { ...plan, again }));
    expect(againOf(begun)).toEqual(again);
    expect(againOf(log)).toBeUndefined();
    for (const content of [
      "", "\n", "{}", "null\n", '{"again":[3]}\n', '{"again":{}}\n', '{"again":[{"scenario":"a"}]}\n',
    ])
      expect(againOf(content)).toBeUndefined();
    expect(() => readLog(begun, identity, "log")).toThrow("the log of another campaign");
  });

  test("any other file is refused", () => {
    for (const content of ["", "\n", "{}", "{}\n", "hello\nworld\n", log.slice(0, 20)]) {
      expect(() => readLog(content, identity, "log")).toThrow(expect.objectContaining({ code: "E_CAMPAIGN_LOG" }));
    }
  });

  test("a line of which a byte was changed is refused with its number", () => {
    fc.assert(fc.property(fc.nat(), fc.constantFrom("", "x", "{", "9", "\"", "-", "\0", "é"), (where, by) => {
      const header = logHeader(identity).length;
      const at = header + (where % (log.length - header - 1));
      fc.pre(log[at] !== by && log[at] !== "\n");
      const changed = log.slice(0, at) + by + log.slice(at + 1);
      const line = log.slice(0, at).split("\n").length;
      expect(() => readLog(changed, identity, "log")).toThrow(
        expect.objectContaining({ code: "E_CAMPAIGN_LOG", detail: expect.objectContaining({ where: `log:${line}` }) }),
      );
    }));
  });
});
