import { afterAll, describe, expect, test } from "vitest";
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
const problemsOf = async (depth: Depth, [name, area]: (typeof areas)[number]): Promise<string> =>
  (await judge(depth, area, readGolden(name, depth.compat))).problems.join("\n\n");

/** Started when it is first asked for, and closed when the tests around are over. */
function lasting(start: () => Promise<Depth>): () => Promise<Depth> {
  let depth: Promise<Depth> | undefined;
  afterAll(async () => (await depth)?.close());
  return () => (depth ??= start());
}

describe.each(["7.0", "8.0"] as const)("compat %s", (compat) => {
  describe.each(MODEL_DEPTHS)("%s", (name) => {
    const depth = lasting(() => depthNamed(name, compat, ""));
    test.each(areas)("answers %s as a real server did", async (...area) => {
      expect(await problemsOf(await depth(), area)).toBe("");
    });
  });
});

describe.each(installedReleases())("$title", ({ release, binary }) => {
  const raw = lasting(() => RawDepth.start(binary as string, release.compat));
  const live = lasting(() => LiveDepth.start(binary as string, release.compat));
  test.skipIf(binary === undefined).each(areas)(
    `%s was recorded from this very server (${release.program} ${release.version})`,
    async (...area) => {
      expect(await problemsOf(await raw(), area)).toBe("");
    },
  );

  test.skipIf(binary === undefined).each(areas)(
    `live: %s is what ioredis gets (${release.program} ${release.version})`,
    async (...area) => {
      expect(await problemsOf(await live(), area)).toBe("");
    },
  );
});
