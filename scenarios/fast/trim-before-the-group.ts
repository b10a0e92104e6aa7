import {
  clusters, conserved, delivered, drained, effectOnce, faultStruck, ledgerZero, ms, noLoss, orderedPerKey, partition,
  scenario, sec,
} from "wavetank";

export default scenario({
  name: "trim-before-the-group",
  claim: "What is published before the group could be made waits for it, however short the stream is to be kept.",
  duration: sec(10),
  bus: { trim: { maxLength: 100, interval: ms(500) } },
  traffic: [clusters({ messages: 800 })],
  faults: [partition("engine-1", { at: 0, lasting: ms(4_300) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), ledgerZero()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [faultStruck("partition")],
});
