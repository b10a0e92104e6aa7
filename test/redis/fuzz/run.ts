/**
 * Random command histories, sent to the model and to each real server that is installed, compared byte for byte:
 *   npm run fuzz:redis -- [--commands N] [--seed N] [--areas streams,strings] [--length N] [--compat 7.0|8.0]
 *     [--direct]
 * The model is reached over TCP, or called directly: that is faster. A seed gives the same histories either way.
 * Prints the first difference as a case that can be pasted, and exits with 1.
 */
import { parseArgs } from "node:util";
import { installedReleases } from "../real/find-server.ts";
import { ModelListener } from "../real/model-listener.ts";
import { RealServer } from "../real/real-server.ts";
import { differenceText } from "./difference.ts";
import { fuzz } from "./fuzz.ts";
import { AREAS } from "./history.ts";
import { ModelPlayer } from "./model-player.ts";
import { SocketPlayer } from "./socket-player.ts";

const { values } = parseArgs({
  options: {
    commands: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    areas: { type: "string", default: AREAS.join(",") },
    length: { type: "string", default: "2000" },
    compat: { type: "string" },
    direct: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const commands = Number(values.commands);

for (const { release, binary, title } of installedReleases()) {
  if (values.compat !== undefined && values.compat !== release.compat) continue;
  if (binary === undefined) {
    console.log(`left out: ${title}`);
    continue;
  }
  const server = await RealServer.start(binary);
  const reference = await SocketPlayer.start(title, () => server.connect());
  const listener = await ModelListener.start(release.compat);
  const model = values.direct ? new ModelPlayer(release.compat, Date.now() * 1_000)
    : await SocketPlayer.start(`model ${release.compat}`, () => listener.connect());
  const started = performance.now();
  const progress = { told: 0 };
  try {
    console.log(`${title}: seed ${seed}, ${commands} commands over ${values.areas}`);
    const outcome = await fuzz({
      areas: values.areas.split(","), commands, commandsPerHistory: Number(values.length), seed, reference, model,
      onProgress: (played) => {
        if (played - progress.told < 100_000) return;
        progress.told = played;
        console.log(`  ${played} commands, ${rate(played, started)}`);
      },
    });
    console.log(
      `${title}: ${outcome.commands} commands, ${outcome.difference === undefined ? "no difference" : "a DIFFERENCE"}, ${rate(outcome.commands, started)}`,
    );
    if (outcome.difference !== undefined) {
      console.log(differenceText(outcome.difference));
      process.exitCode = 1;
    }
  } finally {
    await Promise.all([reference.close(), model.close()]);
    await Promise.all([server.stop(), listener.stop()]);
  }
}

function rate(played: number, since: number): string {
  return `${Math.round(played / ((performance.now() - since) / 1_000))} commands/s`;
}
