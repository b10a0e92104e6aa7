import { boundedMemory, clusters, conserved, drained, effectOnce, faultStruck, scenario, sec, twin } from "wavetank";

export default scenario({
  name: "duplicate-producer",
  claim: "Of two producers of one name the store serves the later life alone; the earlier is told, and nothing is written twice.",
  duration: sec(10),
  bus: { wire: { fenced: true } },
  traffic: [clusters({ messages: 600 })],
  faults: [twin("feed-1", { at: sec(4), lasting: sec(3) })],
  always: [conserved(), effectOnce(), boundedMemory()],
  eventually: [drained({ within: sec(10) })],
  sometimes: [faultStruck("twin")],
});
