import { describe, expect, test } from "vitest";
import { WavetankError } from "../../../src/kernel/error.ts";
import { sec } from "../../../src/kernel/time.ts";
import { generateTraffic } from "../../../src/traffic/generate/generate.ts";
import type { InstrumentProfile, TrafficProfile } from "../../../src/traffic/generate/profile.ts";
import { PROFILE_NAMES, trafficProfile } from "../../../src/traffic/generate/profiles.ts";
import { drain } from "./wire.ts";

function errorOf(run: () => unknown): WavetankError {
  try {
    run();
  } catch (error) {
    if (error instanceof WavetankError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const withInstrument = (change: Partial<InstrumentProfile>): TrafficProfile => {
  const profile = trafficProfile("quiet");
  const [venue] = profile.venues;
  return { ...profile, venues: [{ ...venue!, instruments: [{ ...venue!.instruments[0]!, ...change }] }] };
};

describe("traffic profiles", () => {
  test.each(PROFILE_NAMES)("%s can be generated", (name) => {
    const source = generateTraffic(trafficProfile(name, 2_000), 1);
    expect(drain(source).filter((record) => record.kind === "frame")).toHaveLength(2_000);
  });

  test.each([["defualt", "default"], ["brust", "burst"], ["enduranse", "endurance"], ["quite", "quiet"]])(
    "an unknown name %s is answered with the nearest one, %s", (typed, meant) => {
      const error = errorOf(() => trafficProfile(typed));
      expect(error.code).toBe("E_PROFILE");
      expect(error.detail.hint).toBe(`did you mean ${meant}?`);
      expect(error.detail.expected).toBe("one of default, quiet, burst, endurance, day");
    });

  test("a name of the prototype is as unknown as any", () => {
    expect(errorOf(() => trafficProfile("constructor")).code).toBe("E_PROFILE");
  });

  test.each<[string, TrafficProfile]>([
    ["duration", { ...trafficProfile("quiet"), duration: 0.5 }],
    ["messages", { ...trafficProfile("quiet"), messages: -1 }],
    ["venues", { ...trafficProfile("quiet"), venues: [] }],
    ["tick", withInstrument({ tick: "1e-2" })],
    ["tick", withInstrument({ tick: "0.0000000001" })],
    ["startPrice", withInstrument({ startPrice: "93412.505" })],
    ["startPrice in ticks", withInstrument({ startPrice: "1.00" })],
    ["typicalSize in steps", withInstrument({ typicalSize: "0.00001" })],
    ["eventsPerSecond", withInstrument({ eventsPerSecond: 0 })],
    ["eventsPerSecond", withInstrument({ eventsPerSecond: Number.NaN })],
    ["levels", withInstrument({ levels: 3 })],
    ["symbol", withInstrument({ symbol: 'BTC"USD' })],
    ["incident 0 (disconnect) venue", {
      ...withInstrument({}), incidents: [{ kind: "disconnect", venue: "KRAKEN", at: 1, lasting: 1 }],
    }],
    ["incident 0 (burst) times", {
      ...withInstrument({}), incidents: [{ kind: "burst", at: 1, lasting: 1, times: 0 }],
    }],
    ["bursts", {
      ...withInstrument({}),
      incidents: [
        { kind: "burst", at: sec(2), lasting: sec(2), times: 2 },
        { kind: "burst", at: sec(3), lasting: 1, times: 2 },
      ],
    }],
  ])("a profile with a wrong %s is rejected by name before anything is generated", (part, profile) => {
    const error = errorOf(() => generateTraffic(profile, 1));
    expect(error.code).toBe("E_PROFILE");
    expect(error.detail.where).toContain(part);
    expect(error.detail.expected).not.toBe("");
  });
});
