import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, noInversion, noLoss, orderedPerKey,
  outOfMemory, scenario, sec, writeRetried,
} from "wavetank";

export default scenario({
  name: "store-out-of-memory",
  claim: "While the store refuses for want of memory the producer keeps what it has, and nothing is lost or reordered.",
  duration: sec(12),
  traffic: [clusters({ messages: 600 })],
  faults: [outOfMemory("redis-0", { at: sec(4), lasting: sec(3) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(15) }), delivered({ within: sec(15) })],
  sometimes: [writeRetried()],
});
