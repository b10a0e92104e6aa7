/**
 * Plays cases on the model and on the real servers that are installed, and prints what differs:
 *   node test/redis/run.mjs conformance/check.ts [--depths model,tcp,mock,wire,live] [AREA…]
 * Needs no recording. Exits with 1 when something differs.
 */
import { parseArgs } from "node:util";
import { installedReleases } from "../real/find-server.ts";
import { loadAreas } from "./areas.ts";
import { transcript, whyNot, type Transcript } from "./depth.ts";
import { judge } from "./judge.ts";
import { depthNamed } from "./depths.ts";
import { RawDepth } from "./raw-depth.ts";

const { values, positionals } = parseArgs({
  options: { depths: { type: "string", default: "model" } }, allowPositionals: true,
});
const areas = await loadAreas(positionals);
let different = 0;
for (const { release, binary, title } of installedReleases()) {
  if (binary === undefined) {
    console.log(`left out: ${title}`);
    continue;
  }
  const real = await RawDepth.start(binary, release.compat);
  try {
    for (const area of areas) {
      const golden: Record<string, Transcript> = {};
      for (const one of area.cases) if (whyNot(real, one) === undefined) golden[one.name] = await transcript(real, one);
      for (const name of values.depths.split(",")) {
        const depth = await depthNamed(name, release.compat, binary);
        const { played, problems } = await judge(depth, area, golden);
        await depth.close();
        console.log(
          `\n# ${area.name}, ${name} ${release.compat}: ${played} cases, ${problems.length} differ from ${title}\n`,
        );
        for (const problem of problems) console.log(`${problem}\n`);
        different += problems.length;
      }
    }
  } finally {
    await real.close();
  }
}
process.exitCode = different > 0 ? 1 : 0;
