import { describe, expect, test } from "vitest";
import { installedReleases } from "../real/find-server.ts";
import { loadAreas } from "./areas.ts";
import { LiveDepth } from "./client-depths.ts";
import type { Depth } from "./depth.ts";
import { depthNamed, MODEL_DEPTHS } from "./depths.ts";
import { readGolden } from "./golden.ts";
import { judge } from "./judge.ts";
import { RawDepth } from "./raw-depth.ts";

const areas = (await loadAreas()).map((area) => [area.name, area] as const);

/** The problems as one text, so that a failure reads as a list of conversations. */
async function problemsOf(depth: Depth, [name, area]: (typeof areas)[number]): Promise<string> {
  try {
    return (await judge(depth, area, readGolden(name, depth.compat))).problems.join("\n\n");
  } finally {
    await depth.close();
  }
}

describe.each(["7.0", "8.0"] as const)("compat %s", (compat) => {
  describe.each(MODEL_DEPTHS)("%s", (depth) => {
    test.each(areas)("answers %s as a real server did", async (...area) => {
      expect(await problemsOf(await depthNamed(depth, compat, ""), area)).toBe("");
    });
  });
});

describe.each(installedReleases())("$title", ({ release, binary }) => {
  test.skipIf(binary === undefined).each(areas)(`%s was recorded from this very server (${release.program} ${release.version})`, async (...area) => {
    expect(await problemsOf(await RawDepth.start(binary as string, release.compat), area)).toBe("");
  });

  test.skipIf(binary === undefined).each(areas)(`live: %s is what ioredis gets (${release.program} ${release.version})`, async (...area) => {
    expect(await problemsOf(await LiveDepth.start(binary as string, release.compat), area)).toBe("");
  });
});
