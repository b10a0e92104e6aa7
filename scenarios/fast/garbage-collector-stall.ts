import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, entryClaimed, ledgerZero, ms, noInversion,
  noLoss, pause, scenario, sec,
} from "wavetank";

export default scenario({
  name: "garbage-collector-stall",
  claim: "A consumer that stands still is relieved of its entries, and what both then handle is no more than that.",
  duration: sec(14),
  bus: { consumers: 2, consumer: { claimIdle: ms(800), claimInterval: ms(300), block: ms(250) } },
  traffic: [clusters({ messages: 800 })],
  faults: [pause("engine-1", { at: sec(4), lasting: sec(4) }), pause("feed-1", { at: sec(9), lasting: sec(1) })],
  always: [conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [entryClaimed()],
});
