import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, faultStruck, foreignTrim, ledgerZero, ms,
  noInversion, noLoss, orderedPerKey, scenario, sec, slowHandler,
} from "wavetank";

export default scenario({
  name: "trim-race",
  claim: "Entries that somebody else trims away while they are unread are lost to the group, which goes on with the next.",
  duration: sec(10),
  traffic: [clusters({ messages: 800 })],
  faults: [slowHandler("engine-1", { at: sec(2), lasting: sec(5), by: ms(20) }), foreignTrim({ at: sec(5), keep: 10 })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(40) }), delivered({ within: sec(40) })],
  sometimes: [faultStruck("foreign-trim")],
});
