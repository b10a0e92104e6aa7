import {
  boundedMemory, clusters, conserved, crash, delivered, drained, effectOnce, ledgerZero, masterChanged,
  ms, noInversion, noLoss, orderedPerKey, scenario, sec, writeRetried,
} from "wavetank";

export default scenario({
  name: "primary-killed-during-flush",
  claim: "A batch on its way when the primary dies is written later, in order; nothing acknowledged is lost beyond the replica's lag.",
  duration: sec(16),
  deployment: { persistence: { kind: "aof", fsync: "everysec" }, replicas: 1, sentinel: { downAfter: ms(500) } },
  traffic: [clusters({ messages: 600 })],
  faults: [crash("master", { at: sec(4), when: "flush", restartAfter: sec(10) })],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [masterChanged(), writeRetried()],
});
