import { describeFault, wordsOf, type ScenarioFacts } from "./scenario-text.ts";
import { hashName } from "../kernel/hash.ts";

/** A run of a scenario as one document: `wavetank.run/1`. */
export function scenarioDocument({
  outcome, input, story, differs, command, wallSeconds, peakRssBytes,
}: ScenarioFacts): object {
  const { counters, plan } = outcome;
  const faults = new Map(plan.faults.map((fault) => [hashName(fault.id), describeFault(fault)]));
  return {
    schema: "wavetank.run/1", verdict: outcome.verdict, scenario: outcome.scenario, claim: outcome.claim,
    seed: outcome.seed, digest: outcome.digest, deterministic: !differs, failure: outcome.failure, stall: outcome.stall,
    story: story.map((event) => ({
      at: event.at, site: event.site, values: event.values, words: wordsOf(event, faults),
    })),
    drew: plan,
    input: {
      ...input,
      format: "scenario", frames: Object.values(outcome.venues).reduce((sum, { frames }) => sum + frames, 0),
    },
    virtual: { start: 0, end: outcome.end, seconds: outcome.end / 1e9, faultsEnd: outcome.faultsEnd },
    messages: {
      workload: outcome.workload.size, published: outcome.workload.published, accepted: counters["accepted"],
      delivered: counters["handled"], inFlight: outcome.inFlight, duplicates: counters["duplicates"],
      repeated: counters["repeated"], dropped: counters["dropped"], refused: counters["refused"],
      deadLettered: counters["deadLettered"], trimmed: counters["trimmed"],
    },
    venues: outcome.venues, latency: outcome.latency,
    counters: { ...counters, "kernel.events": outcome.events, "kernel.traceEvents": outcome.traceCount },
    oracles: outcome.oracles, eventually: outcome.eventually, sometimes: outcome.sometimes, budget: outcome.budget,
    buggify: {
      sites: outcome.buggify,
      neverActivated: outcome.buggify.filter(({ activated }) => !activated).map(({ site }) => site),
    },
    losses: outcome.losses,
    reproduce: command,
    wall: { seconds: wallSeconds, peakRssBytes },
  };
}
