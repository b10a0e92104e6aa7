import type { Heat } from "./kit/heat.ts";
import { race } from "./kit/race.ts";
import { sized } from "./kit/mode.ts";
import { capturedSession, generatedSession, type Session } from "./traffic/session.ts";

// A whole replay, from the recording in a file to the report as text: every part of the bus, every oracle, the guard.

const heat = (session: Session): Heat => ({
  name: session.name,
  operation: "frame",
  subject: "wavetank replay",
  contenders: [
    { name: "wavetank replay", open: async () => (await import("./replay/wavetank.ts")).openReplay(session) },
    { name: "wavetank, to events only", open: async () => (await import("./replay/wavetank.ts")).openMapping(session) },
    { name: "JSON.parse alone", open: async () => (await import("./replay/json-parse.ts")).open(session) },
    { name: "tardis-dev replay + book", open: async () => (await import("./replay/tardis.ts")).open(session) },
  ],
  requirements: [
    // A short run sees code that is not compiled yet: twice the time of a full one.
    { rival: "JSON.parse alone", atLeast: 0.25, floor: 0.08 },
    // It unzips on other threads, and waits for them.
    { rival: "tardis-dev replay + book", atLeast: 2, floor: 0.5, clock: "wall" },
  ],
  checkOperations: 1,
});

const messages = sized({ short: 10_000, full: 100_000 });
const captured = capturedSession(messages);
if (captured === undefined && !process.argv.includes("--lane")) {
  process.stdout.write("\nreplay, captured session: not run, there is none beside this repository (WAVETANK_DATA)\n");
}

await race({
  bench: "replay",
  heats: [...(captured === undefined ? [] : [heat(captured)]), heat(generatedSession(messages))],
});
