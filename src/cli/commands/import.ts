import { WavetankError } from "../../kernel/error.ts";
import { formatJson } from "../../report/json.ts";
import { UNFINISHED } from "../../report/replay-text.ts";
import { formatCount } from "../../report/table.ts";
import { guarded } from "../context.ts";
import { openInput } from "../input.ts";
import { writeRecording } from "../recording-output.ts";

interface ImportFlags {
  readonly to: string;
  readonly json: boolean;
}

export const importCapture = guarded<ImportFlags, string[]>(async function (flags, ...paths) {
  const { terminal } = this;
  if (paths.length === 0) {
    throw new WavetankError("E_USAGE", "no capture was named", { expected: "wavetank import CAPTURE… --to FILE" });
  }
  const input = openInput(paths, this.packageRoot);
  try {
    const source = input.open();
    const { records, frames } = await writeRecording(source, flags.to, (count) =>
      terminal.progress(`${formatCount(count)} records`),
    );
    terminal.progressDone();
    const { format, complete } = source;
    if (complete === false) terminal.say(`${input.name} ${UNFINISHED}`);
    if (flags.json) {
      terminal.out(
        formatJson({ schema: "wavetank.import/1", from: paths, format, complete, to: flags.to, records, frames }),
      );
    } else {
      terminal.show(
        `${flags.to}: ${formatCount(frames)} frames, ${formatCount(records)} records from ${format}\n`,
      );
    }
  } finally {
    input.close();
  }
});
