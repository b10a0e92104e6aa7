import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, faultStruck, forgetScripts, ledgerZero,
  noInversion, noLoss, orderedPerKey, scenario, sec,
} from "wavetank";

export default scenario({
  name: "scripts-forgotten",
  claim: "A server that forgets its scripts is given them again, and no batch is lost or written twice.",
  duration: sec(8),
  bus: { wire: { fenced: true } },
  traffic: [clusters({ messages: 400 })],
  faults: [forgetScripts({ at: sec(3) }), forgetScripts({ at: sec(5) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(10) }), delivered({ within: sec(10) })],
  sometimes: [faultStruck("forget-scripts")],
});
