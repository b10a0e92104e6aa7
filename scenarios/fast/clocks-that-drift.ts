import {
  boundedMemory, clusters, conserved, delivered, drained, drift, effectOnce, faultStruck, ledgerZero, noInversion,
  noLoss, orderedPerKey, scenario, sec, skew,
} from "wavetank";

export default scenario({
  name: "clocks-that-drift",
  claim: "Clocks that run fast, slow and hours apart cost no message and no order.",
  duration: sec(20),
  traffic: [clusters({ messages: 600 })],
  faults: [
    drift("feed-1", { ppb: 50_000_000 }), drift("engine-1", { ppb: -50_000_000 }), skew("engine-1", { by: sec(7_200) }),
  ],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(15) }), delivered({ within: sec(15) })],
  sometimes: [faultStruck("drift")],
});
