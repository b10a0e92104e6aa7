import {
  boundedMemory, clusters, conserved, crash, delivered, drained, effectOnce, entryClaimed, ledgerZero, ms,
  noInversion, noLoss, scenario, sec,
} from "wavetank";

export default scenario({
  name: "dead-consumer-is-relieved",
  claim: "What a consumer held when it died for good is claimed and handled by another of its group.",
  duration: sec(12),
  bus: { consumers: 2, consumer: { claimIdle: sec(1), claimInterval: ms(500), block: ms(250) } },
  traffic: [clusters({ messages: 600 })],
  faults: [crash("engine-2", { at: sec(3), when: "handled", restartAfter: sec(60) })],
  always: [conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(15) }), delivered({ within: sec(15) })],
  sometimes: [entryClaimed()],
});
