/** Records what real servers answer: `node test/redis/run.mjs conformance/record.ts [AREA…]`. */
import { installedReleases } from "../real/find-server.ts";
import { loadAreas } from "./areas.ts";
import type { Case } from "./case.ts";
import { transcript, whyNot, type Transcript } from "./depth.ts";
import { writeGolden } from "./golden.ts";
import { RawDepth } from "./raw-depth.ts";

const areas = await loadAreas(process.argv.slice(2));
for (const { release, binary, title } of installedReleases()) {
  if (binary === undefined) throw new Error(title);
  const depth = await RawDepth.start(binary, release.compat);
  try {
    for (const { name, cases } of areas) {
      const golden: Record<string, Transcript> = {};
      for (const one of cases)
        if (whyNot(depth, one) === undefined) golden[one.name] = lasting(one, await transcript(depth, one));
      writeGolden(name, release.compat, golden);
      console.log(`${name} ${release.compat}: ${Object.keys(golden).length} cases of ${title}`);
    }
  } finally {
    await depth.close();
  }
}

/** Where any reply of its type will do, only the type is kept: the rest names a process, a folder or a moment. */
function lasting({ steps }: Case, rows: Transcript): Transcript {
  return rows.map(([text = "", ...answers], index) => {
    const step = steps[index];
    return typeof step === "object" && step.mask === "any"
      ? [text, ...answers.map((answer) => answer.slice(0, 3))]
      : [text, ...answers];
  });
}
