import {
  boundedMemory, clusters, conserved, drained, effectOnce, fenced, ledgerZero, noLoss, producerFenced, scenario, sec,
  twin,
} from "wavetank";

export default scenario({
  name: "duplicate-producer",
  claim: "Of two producers of one name the store serves the later life alone; the earlier is told, and nothing is written twice.",
  duration: sec(10),
  bus: { wire: { fenced: true } },
  traffic: [clusters({ messages: 600 })],
  faults: [twin("feed-1", { at: sec(4), lasting: sec(3) })],
  always: [conserved(), noLoss(), effectOnce(), fenced(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(10) })],
  sometimes: [producerFenced()],
});
