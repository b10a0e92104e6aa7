import {
  boundedMemory, clusters, conserved, crash, dataAtRisk, delivered, drained, effectOnce, ledgerZero,
  ms, noInversion, noLoss, orderedPerKey, scenario, sec, writeRetried,
} from "wavetank";

export default scenario({
  name: "aof-rollback",
  claim: "A power loss takes at most what was not synced in the last two seconds; what is read again has been forgotten by the store.",
  duration: sec(12),
  deployment: { persistence: { kind: "aof", fsync: "everysec" } },
  traffic: [clusters({ messages: 600 })],
  faults: [crash("redis-0", { at: sec(5), when: "stored", state: "fsynced", restartAfter: ms(700) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [dataAtRisk(), writeRetried()],
});
