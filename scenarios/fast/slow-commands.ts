import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, faultStruck, ledgerZero, ms, noInversion,
  noLoss, orderedPerKey, scenario, sec, slowCommands,
} from "wavetank";

export default scenario({
  name: "slow-commands",
  claim: "A server that is kept busy by others delays messages and does no more harm than that.",
  duration: sec(12),
  traffic: [clusters({ messages: 600 })],
  faults: [slowCommands("master", { at: sec(3), lasting: sec(5), by: ms(350), every: ms(900) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(10) }), delivered({ within: sec(10) })],
  sometimes: [faultStruck("slow-commands")],
  budget: { "publish→handled": { p50: ms(50), max: sec(4) } },
});
