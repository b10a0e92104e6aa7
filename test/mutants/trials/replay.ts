import { runReplay } from "../../../src/harness/replay.ts";
import { Judge } from "../../../src/oracles/oracle.ts";
import { generateTraffic } from "../../../src/traffic/generate/generate.ts";
import { trafficProfile } from "../../../src/traffic/generate/profiles.ts";
import { liveHost } from "../../../src/live/host.ts";
import type { RunTrial } from "../mutant.ts";

const FRAMES = 250;
const REFUSED = 50;

/** A session whose report is compared with what its handler has seen, and a canary: a session that must fail. */
export const trial: RunTrial = async (seed) => {
  const figures = new Judge("metric-equals-log", "the report counts what happened");
  const canary = new Judge("canary", "a run that must fail does");
  const play = async (sabotage: (sequence: number) => void) =>
    (
      await runReplay(generateTraffic(trafficProfile("quiet", FRAMES), seed), liveHost(), {
        seed, path: "generated", sabotage,
      })
    ).report;
  const handled = new Set<number>();
  const { messages, verdict } = await play((sequence) => {
    if (sequence === REFUSED) throw new Error("does not please");
    handled.add(sequence);
  });
  figures.compare(3);
  if (messages.delivered !== handled.size)
    figures.violate(0, `${messages.delivered} delivered, the handler had ${handled.size}`);
  if (messages.deadLettered !== 1) figures.violate(0, `${messages.deadLettered} dead letters, there was one`);
  if (messages.accepted !== handled.size + 1)
    figures.violate(0, `${messages.accepted} accepted, ${handled.size + 1} came to an end`);
  const leaking = await play(() => void Date.now());
  canary.compare();
  if (leaking.verdict !== "fail")
    canary.violate(
      0, `a run that read the wall clock has the verdict ${leaking.verdict}; one that did not, ${verdict}`,
    );
  const reports = [figures.report(), canary.report()];
  return {
    findings: reports
      .filter((report) => report.verdict === "fail")
      .map(({ name, reason }) => ({ oracle: name, what: reason })),
    compared: Object.fromEntries(reports.map(({ name, compared }) => [name, compared])),
  };
};
