import {
  boundedMemory, clusters, conserved, crash, dataAtRisk, delivered, drained, effectOnce, ledgerZero, ms, noInversion,
  noLoss, orderedPerKey, scenario, sec,
} from "wavetank";

export default scenario({
  name: "store-loses-everything",
  claim: "A store that comes back empty costs what it held; stream and group are made again and traffic goes on.",
  duration: sec(10),
  deployment: { persistence: { kind: "none" } },
  traffic: [clusters({ messages: 500 })],
  faults: [crash("redis-0", { at: sec(4), when: "flush", state: "amnesiac", restartAfter: ms(400) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [dataAtRisk()],
});
