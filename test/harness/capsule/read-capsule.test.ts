import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WavetankError } from "../../../src/kernel/error.ts";
import type { Capsule } from "../../../src/harness/capsule/capsule.ts";
import { formatCapsule } from "../../../src/harness/capsule/capsule-document.ts";
import { looksLikeCapsule, readCapsule } from "../../../src/harness/capsule/read-capsule.ts";
import { anyCapsule } from "./capsule-arbitrary.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const sample = (): Capsule =>
  fc.sample(
    anyCapsule.filter(
      ({ failure, recipe, run }) =>
        failure !== undefined && recipe.plan.faults.length > 2 && recipe.tape.length > 0 && run.trace.length > 0,
    ),
    { seed: 7, numRuns: 1 },
  )[0]!;

/** What reading comes to: the capsule, or the error that a user meets. Anything else is a crash. */
function read(bytes: Uint8Array): Capsule | WavetankError {
  try {
    return readCapsule(bytes, "a.capsule.json");
  } catch (error) {
    if (error instanceof WavetankError) return error;
    throw error;
  }
}

const written = sample();
const text = formatCapsule(written);

describe("a capsule", () => {
  test("is read as it was written, and written as it was read", () => {
    fc.assert(fc.property(anyCapsule, (capsule) => {
      const file = formatCapsule(capsule);
      const again = readCapsule(bytesOf(file), "a.capsule.json");
      expect(again).toEqual(capsule);
      expect(formatCapsule(again)).toBe(file);
    }));
  });

  test("is found damaged whatever byte is changed, or is the same", () => {
    const bytes = bytesOf(text);
    fc.assert(fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ flip;
      const found = read(changed);
      if (found instanceof WavetankError) expect(found.detail.where).toMatch(/^a\.capsule\.json/);
      else expect(found).toEqual(written);
    }), { numRuns: 1_500 });
  });

  test("is found cut off wherever it ends, but for spaces", () => {
    const bytes = bytesOf(text);
    fc.assert(fc.property(fc.nat({ max: bytes.length - 2 }), (length) => {
      expect(read(bytes.slice(0, length))).toBeInstanceOf(WavetankError);
    }), { numRuns: 300 });
  });

  test("is the same with other spaces and ends of lines", () => {
    expect(read(bytesOf(text.replaceAll("\n", "\r\n")))).toEqual(written);
    expect(read(bytesOf(JSON.stringify(JSON.parse(text))))).toEqual(written);
  });

  test("with a value of its own replaced by any other JSON is refused, with the place", () => {
    const places = Object.keys(JSON.parse(text) as object);
    fc.assert(fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 3 }), (name, value) => {
      const document = JSON.parse(text) as Record<string, unknown>;
      fc.pre(JSON.stringify(document[name]) !== JSON.stringify(value));
      const found = read(bytesOf(JSON.stringify({ ...document, [name]: value })));
      expect(found).toBeInstanceOf(WavetankError);
    }), { numRuns: 400 });
  });

  test("never makes its reader crash, whatever the bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void read(bytes)));
    fc.assert(fc.property(fc.json(), (json) => {
      expect(read(bytesOf(json))).toBeInstanceOf(WavetankError);
    }));
    expect(read(bytesOf("[".repeat(500_000)))).toMatchObject({ code: "E_CAPSULE" });
    expect(read(new Uint8Array(2 << 20))).toMatchObject({ code: "E_CAPSULE" });
  });

  test("keeps its text short: what is too long for its reader is cut when it is written", () => {
    const failure = { ...written.failure!, shape: "x".repeat(10_000), message: `${"🌊".repeat(5_000)}` };
    const again = read(bytesOf(formatCapsule({ ...written, failure })));
    expect(again).toMatchObject({ failure: { shape: "x".repeat(2_000) } });
  });

  test("does not hold stacks, which name places of one machine", () => {
    const failure = { ...written.failure!, message: "TypeError: it broke\n    at run (file.ts:1:2)\n    at main" };
    expect(formatCapsule({ ...written, failure })).not.toContain("file.ts");
  });
});

describe("a capsule that is not this version's", () => {
  test("says so, and what to do", () => {
    const other = read(bytesOf(text.replace("wavetank.capsule/1", "wavetank.capsule/2")));
    expect(other).toMatchObject({ code: "E_CAPSULE_VERSION", detail: { expected: "wavetank.capsule/1" } });
    expect((other as WavetankError).detail.hint).toContain("the wavetank that wrote it");
  });

  test.each([
    ["an unknown fault", '"kind":"partition"', '"kind":"partitoin"', "is partition meant?"],
    ["an unknown member", '"buggify"', '"bugify"', "is buggify meant?"],
  ])("with %s names the nearest", (_what, from, to, hint) => {
    const fault = { kind: "partition", id: "partition#9", side: ["feed-1"], way: "both", at: 0, lasting: 5 } as const;
    const file = formatCapsule({
      ...written,
      recipe: { ...written.recipe, plan: { ...written.recipe.plan, faults: [fault] } },
    });
    expect(file).toContain(from);
    const found = read(bytesOf(file.replace(from, to)));
    expect(found).toMatchObject({ code: "E_CAPSULE", detail: { hint } });
    expect((found as WavetankError).detail.where).toMatch(/^a\.capsule\.json:\d+:\d+ \$/);
  });

  test("but a recording or a configuration is told apart by its first bytes", () => {
    expect(looksLikeCapsule(bytesOf(text.slice(0, 64)))).toBe(true);
    expect(looksLikeCapsule(bytesOf('{"schema": "wavetank.replay/1"}'))).toBe(false);
    expect(looksLikeCapsule(Uint8Array.of(0x57, 0x54, 0x52, 0x31))).toBe(false);
  });
});
