import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, faultStruck, ledgerZero, noInversion, noLoss,
  orderedPerKey, replace, scenario, sec,
} from "wavetank";

export default scenario({
  name: "live-switch-of-bus",
  claim: "A producer that is replaced under load delivers all that it had taken, and its successor goes on at once.",
  duration: sec(10),
  traffic: [clusters({ messages: 800, size: 40 })],
  faults: [replace("feed-1", { at: sec(4) }), replace("feed-1", { at: sec(7), when: "flush" })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(10) }), delivered({ within: sec(10) })],
  sometimes: [faultStruck("replace")],
});
