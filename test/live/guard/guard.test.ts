import { setTimeout as setTimeoutByName } from "node:timers";
import { afterEach, describe, expect, test } from "vitest";
import { liveGuard } from "../../../src/live/guard/guard.ts";
import { escapeRoutes } from "../../../src/live/guard/routes.ts";

type Properties = readonly (readonly unknown[])[];

const holders = new Set<object>(escapeRoutes().map((trap) => trap.holder));

/** Every own property of every object that a trap touches. */
function descriptors(): Map<object, Properties> {
  return new Map([...holders].map((holder) => [holder, Reflect.ownKeys(holder).map((key): readonly unknown[] => {
    const { value, get, set, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(holder, key)!;
    return [key, value, get, set, writable, enumerable, configurable];
  })]));
}

/** By identity: `toEqual` would call two different functions of one shape equal. */
function differences(before: Map<object, Properties>, after: Map<object, Properties>): string[] {
  const differing: string[] = [];
  for (const [holder, properties] of before) {
    const now = after.get(holder)!;
    properties.forEach((property, index) => {
      if (!property.every((part, at) => Object.is(part, now[index]?.[at]))) differing.push(String(property[0]));
    });
    if (now.length !== properties.length) differing.push("a property more or less");
  }
  return differing;
}

describe("arming and disarming", () => {
  descriptors(); // looking at some globals loads them, and that adds others
  const before = descriptors();

  afterEach(() => expect(differences(before, descriptors())).toEqual([]));

  test.each(["traps", "audit"] as const)("in mode %s replaces every property and restores each exactly", (mode) => {
    const armed = liveGuard.arm(mode);
    const replaced = differences(before, descriptors());
    armed.disarm();
    expect(replaced.length).toBeGreaterThanOrEqual(escapeRoutes().length);
  });

  test("kept between runs, traps act as the originals and each run has its own leaks; released, nothing of them is left", () => {
    const leakOf = (mode: "traps" | "audit", escape: () => unknown, before = (): void => {}): readonly string[] => {
      const armed = liveGuard.arm(mode);
      before();
      try {
        escape();
      } catch {
        // It is on record.
      }
      return armed.disarm().map(({ route }) => route);
    };
    const release = liveGuard.keep();
    try {
      expect(leakOf("traps", () => Date.now())).toEqual(["Date.now"]);
      expect(differences(before, descriptors()).length).toBeGreaterThan(0);
      expect([new Date(5).getTime(), Date.now() > 0, Math.random() < 1]).toEqual([5, true, true]);
      expect(leakOf("traps", () => Math.random())).toEqual(["Math.random"]);
      expect(leakOf("audit", () => Math.random(), release)).toEqual(["Math.random"]);
    } finally {
      release();
    }
  });

  test("restores every property after the world threw", () => {
    const world = (): void => {
      const armed = liveGuard.arm("traps");
      try {
        throw new Error("the world broke");
      } finally {
        armed.disarm();
      }
    };
    expect(world).toThrow("the world broke");
  });

  test("restores imports by name", () => {
    const original = setTimeoutByName;
    const armed = liveGuard.arm("traps");
    const whileArmed = setTimeoutByName;
    armed.disarm();
    expect(whileArmed).not.toBe(original);
    expect(setTimeoutByName).toBe(original);
  });

  test("restores what the world itself replaced", () => {
    const armed = liveGuard.arm("traps");
    globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout;
    armed.disarm();
  });

  test("is refused with E_GUARD_ARMED while armed, and the first guard stays in force", () => {
    const first = liveGuard.arm("traps");
    let refusal: unknown;
    try { liveGuard.arm("audit"); } catch (error) { refusal = error; }
    expect(() => Math.random()).toThrow("Math.random was used");
    expect(first.disarm()).toHaveLength(1);
    expect(refusal).toMatchObject({ code: "E_GUARD_ARMED" });
  });

  test("twice disarmed gives the same list and does not disarm a later guard", () => {
    const first = liveGuard.arm("traps");
    const leaks = first.disarm();
    const second = liveGuard.arm("traps");
    expect(first.disarm()).toBe(leaks);
    expect(() => Math.random()).toThrow("Math.random was used");
    expect(second.disarm()).toHaveLength(1);
  });

  test("fails with E_GUARD_TRAP where a builtin is frozen, and leaves nothing replaced", () => {
    const define = Object.defineProperty;
    // Freezing the real thing could not be undone.
    Object.defineProperty = ((holder: object, key: PropertyKey, property: PropertyDescriptor) => {
      if (holder === Math) throw new TypeError("Cannot redefine property: random");
      return define(holder, key, property);
    }) as typeof Object.defineProperty;
    try {
      expect(() => liveGuard.arm("traps")).toThrow(expect.objectContaining({ code: "E_GUARD_TRAP" }) as Error);
    } finally {
      Object.defineProperty = define;
    }
    liveGuard.arm("traps").disarm();
  });
});

test("arming and disarming together take less than 5 ms, a tenth of that on a quiet machine", () => {
  liveGuard.arm("traps").disarm();
  const spans = Array.from({ length: 20 }, () => {
    const start = process.hrtime.bigint();
    liveGuard.arm("traps").disarm();
    return Number(process.hrtime.bigint() - start);
  });
  expect(Math.min(...spans)).toBeLessThan(5_000_000);
});
