import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, halfOpen, ledgerZero, noInversion, noLoss,
  orderedPerKey, scenario, sec, writeRetried,
} from "wavetank";

export default scenario({
  name: "half-open-connection",
  claim: "A connection whose other end is gone is given up, and what the store delivered into it is read again.",
  duration: sec(14),
  traffic: [clusters({ messages: 600 })],
  faults: [halfOpen("engine-1", { at: sec(3), lasting: sec(5) }), halfOpen("feed-1", { at: sec(6), lasting: sec(4) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [writeRetried()],
});
