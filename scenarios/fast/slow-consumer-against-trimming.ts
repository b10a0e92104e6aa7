import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, ms, noInversion, noLoss,
  orderedPerKey, scenario, sec, slowHandler, trimHeld, trimSafe,
} from "wavetank";

export default scenario({
  name: "slow-consumer-against-trimming",
  claim: "A stream is not trimmed past what a slow consumer has still to read or to acknowledge.",
  duration: sec(10),
  bus: { trim: { maxLength: 100, interval: ms(500), precision: "exact" }, consumer: { batch: 20 } },
  traffic: [clusters({ messages: 1_500 })],
  faults: [slowHandler("engine-1", { at: sec(1), lasting: sec(8), by: ms(15) })],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), trimSafe(),
  ],
  eventually: [drained({ within: sec(60) }), delivered({ within: sec(60) })],
  sometimes: [trimHeld()],
});
