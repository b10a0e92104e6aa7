import fc from "fast-check";
import { conserved, drained, effectOnce, ms, noLoss, scenario, sec, steady, swarm } from "wavetank";
import { busCommands, runCommands, scenarioProperty } from "wavetank/fast-check";
import { scenarioTest } from "wavetank/vitest";
import { test } from "vitest";

const lossy = scenario({
  name: "lossy-link", claim: "What a producer took is handled once, whatever the links lose.", duration: sec(3),
  traffic: [steady({ messages: 50 })], faults: [swarm({ drop: 20, delay: ms(20), pause: ms(200) })],
  always: [conserved(), noLoss(), effectOnce()], eventually: [drained({ within: sec(60) })], sometimes: [],
});

scenarioTest("no seed of the lossy link loses anything", lossy, { seeds: 10 });

test("nor does any fault plan or workload", () => fc.assert(scenarioProperty(lossy), { numRuns: 10 }));

test("nor any sequence of commands", () => fc.assert(fc.asyncProperty(
  fc.commands(busCommands(lossy)), (commands) => runCommands(lossy, commands, { seed: 1 }),
), { numRuns: 5 }));
