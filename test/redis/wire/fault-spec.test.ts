import { describe, expect, test } from "vitest";
import { parseFaultSpec } from "../../../src/redis/wire/fault-spec.ts";
import { FAULT_NAMES } from "../../../src/redis/wire/fault-table.ts";

describe("a specification of faults", () => {
  test.each([
    ["drop=0.01", { rates: { drop: 0.01 }, delayUs: [0, 0] }],
    ["drop=.5, reply-lost = 1", { rates: { "drop": 0.5, "reply-lost": 1 }, delayUs: [0, 0] }],
    ["delay=5ms..50ms", { rates: { delay: 1 }, delayUs: [5_000, 50_000] }],
    ["delay=0.1:250us", { rates: { delay: 0.1 }, delayUs: [250, 250] }],
    ["oom=0,delay=0.25:1.5s..2s", { rates: { oom: 0, delay: 0.25 }, delayUs: [1_500_000, 2_000_000] }],
  ])("%s", (spec, rates) => expect(parseFaultSpec(spec)).toEqual(rates));

  test("knows every fault of the table", () => {
    const spec = FAULT_NAMES.map((name) => `${name}=${name === "delay" ? "1ms" : "0.5"}`).join(",");
    expect(Object.keys(parseFaultSpec(spec).rates)).toEqual([...FAULT_NAMES]);
  });

  test.each([
    ["", 'there is no fault "", at character 1 of the faults'],
    ["drop=0.1,", 'there is no fault "", at character 10 of the faults'],
    ["drop=0.1,dorp=0.1", 'there is no fault "dorp", at character 10 of the faults'],
    ["drop", '"drop" has no rate, at character 5 of the faults'],
    ["drop=", '"" is no rate, at character 6 of the faults'],
    ["drop=1.5", '"1.5" is no rate, at character 6 of the faults'],
    ["drop=-1", '"-1" is no rate, at character 6 of the faults'],
    ["drop=1,drop=1", '"drop" stands here a second time, at character 8 of the faults'],
    ["delay=5", '"5" is no time, at character 7 of the faults'],
    ["delay=0.5:9", '"9" is no time, at character 11 of the faults'],
    ["delay=2:9ms", '"2" is no rate, at character 7 of the faults'],
    ["delay=5ms..x", '"x" is no time, at character 12 of the faults'],
    ["delay=9ms..5ms", '"9ms..5ms" is no range, at character 7 of the faults'],
  ])("%j is refused: %s", (spec, message) => {
    expect(() => parseFaultSpec(spec)).toThrow(expect.objectContaining({ code: "E_FAULT_SPEC", message }));
  });
});
