import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, faultStruck, ledgerZero, noInversion, noLoss,
  orderedPerKey, scenario, sec, step,
} from "wavetank";

export default scenario({
  name: "clock-step-on-one-node",
  claim: "A wall clock that jumps, of a producer, a consumer or the store, changes nothing that the bus does.",
  duration: sec(10),
  traffic: [clusters({ messages: 500 })],
  faults: [
    step("feed-1", { at: sec(2), by: sec(3_600) }),
    step("engine-1", { at: sec(4), by: sec(-7_200) }),
    step("redis-0", { at: sec(6), by: sec(-60) }),
  ],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(10) }), delivered({ within: sec(10) })],
  sometimes: [faultStruck("step")],
});
