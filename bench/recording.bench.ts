import type { Contender, Heat } from "./kit/heat.ts";
import { race } from "./kit/race.ts";
import { sized } from "./kit/mode.ts";
import type { Lane } from "./kit/lane.ts";
import { anySession, recordsOf } from "./traffic/session.ts";
import type { RecordedFrame, RecordingWorkload } from "./recording/workload.ts";

// What it costs to write, read and enter a recording, and how large it is: against JSON lines in gzip.

type Action = "openWriter" | "openReader" | "openSeeker";

const session = anySession(sized({ short: 10_000, full: 100_000 }));

function workload(): RecordingWorkload {
  const source = session.open();
  const frames: RecordedFrame[] = [];
  for (const record of recordsOf(source)) {
    if (record.kind === "frame") frames.push({ at: record.at, bytes: Buffer.from(record.bytes) });
  }
  return { name: session.name, epochUnixNs: source.header.epochUnixNs, frames };
}

const wavetank = (action: Action): Contender => ({
  name: "wavetank",
  open: async (): Promise<Lane> => (await import("./recording/wavetank.ts"))[action](workload()),
});

const jsonLines = (action: Action): Contender => ({
  name: "JSON lines + gzip 6",
  open: async (): Promise<Lane> => (await import("./recording/gzipped-lines.ts"))[action](workload()),
});

const heat = (name: string, action: Action, more: readonly Contender[]): Heat => ({
  name: `${name}, ${session.name}`,
  operation: action === "openSeeker" ? "seek" : "frame",
  subject: "wavetank",
  contenders: [wavetank(action), jsonLines(action), ...more],
  requirements: [],
  checkOperations: 1,
});

const parsing: Contender = {
  name: "JSON lines + gzip 6, JSON.parse",
  open: async (): Promise<Lane> => (await import("./recording/gzipped-lines.ts")).openParser(workload()),
};

await race({
  bench: "recording",
  heats: [heat("write", "openWriter", []), heat("read", "openReader", [parsing]), heat("seek", "openSeeker", [])],
});
