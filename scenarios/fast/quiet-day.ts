import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, metricEqualsLog, ms, noInversion,
  noLoss, orderedPerKey, scenario, sec,
} from "wavetank";

export default scenario({
  name: "quiet-day",
  claim: "Without faults every message is handled once, in order and within its time.",
  duration: sec(10),
  traffic: [clusters({ messages: 1_000 })],
  faults: [],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(),
    metricEqualsLog(),
  ],
  eventually: [drained({ within: sec(1) }), delivered({ within: sec(1) })],
  sometimes: [],
  budget: { "publish→handled": { p50: ms(6), p99: ms(15), max: ms(60) }, "publish→stored": { p99: ms(15) } },
});
