import {
  boundedMemory, clusters, conserved, drained, effectOnce, ledgerZero, minutes, noInversion, noLoss, scenario, sec,
  swarm, trimSafe,
} from "wavetank";

export default scenario({
  name: "everything-at-once",
  claim: "Two producers, three consumers and three nodes survive everything at once, and drain when it is over.",
  duration: minutes(2),
  bus: {
    producers: 2, consumers: 3, consumer: { claimIdle: sec(2), claimInterval: sec(1) },
    trim: { maxLength: 500, interval: sec(2) },
  },
  deployment: { persistence: { kind: "aof", fsync: "everysec" }, replicas: 2, sentinel: { downAfter: sec(1) } },
  traffic: [
    clusters({ messages: 2_000, producer: "feed-1" }), clusters({ messages: 1_000, producer: "feed-2", size: 20 }),
  ],
  faults: [swarm()],
  always: [conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero(), trimSafe()],
  eventually: [drained({ within: sec(120) })],
  sometimes: [],
});
