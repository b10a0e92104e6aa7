import { generateTraffic } from "../../traffic/generate/generate.ts";
import { trafficProfile } from "../../traffic/generate/profiles.ts";
import { formatJson } from "../../report/json.ts";
import { formatCount } from "../../report/table.ts";
import { guarded } from "../context.ts";
import { writeRecording } from "../recording-output.ts";

interface GenerateFlags {
  readonly to: string;
  readonly seed: number;
  readonly json: boolean;
  readonly messages?: number;
}

export const generate = guarded<GenerateFlags, [string]>(async function (flags, name) {
  const { terminal } = this;
  const profile = trafficProfile(name, flags.messages);
  const { records, frames } = await writeRecording(generateTraffic(profile, flags.seed), flags.to,
    (count) => terminal.progress(`${formatCount(count)} records`));
  terminal.progressDone();
  if (flags.json) {
    terminal.out(
      formatJson({ schema: "wavetank.generate/1", profile: name, seed: flags.seed, to: flags.to, records, frames }),
    );
  } else {
    terminal.show(`${flags.to}: ${formatCount(frames)} frames, ${formatCount(records)} records\n`);
  }
});
