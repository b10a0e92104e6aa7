import {
  boundedMemory, bufferFull, clusters, conserved, drained, effectOnce, ledgerZero, noInversion, noLoss, partition,
  scenario, sec,
} from "wavetank";

export default scenario({
  name: "buffer-overflow",
  claim: "When the store is away longer than the buffers last, each class refuses or drops as configured, and counts it.",
  duration: sec(12),
  bus: {
    buffers: {
      NORMAL: { capacity: 40, highWater: 30, lowWater: 10 }, HIGH: { capacity: 40, highWater: 30, lowWater: 10 },
      CRITICAL: { capacity: 40, highWater: 30, lowWater: 10 },
    },
  },
  traffic: [clusters({ messages: 900 })],
  faults: [partition("feed-1", { at: sec(3), lasting: sec(6) })],
  always: [conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(20) })],
  sometimes: [bufferFull()],
});
