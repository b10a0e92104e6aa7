import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, ms, noInversion, noLoss,
  orderedPerKey, scenario, sec, swarm, trimSafe,
} from "wavetank";

export default scenario({
  name: "fuzzed-durable-store",
  claim: "A store that syncs every write loses nothing that it acknowledged, whatever is killed, cut or stalled around it.",
  duration: sec(20), deployment: { persistence: { kind: "aof", fsync: "always" } },
  traffic: [clusters({ messages: 600 })],
  faults: [
    swarm({
      drop: 30, "half-apply": 30, delay: ms(40), clog: sec(2), "half-open": sec(3), partition: sec(3), crash: sec(2),
      pause: sec(1), disconnect: 3, "out-of-memory": sec(1), knobs: true, buggify: true,
    }),
  ],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), trimSafe(),
  ],
  eventually: [drained({ within: sec(90) }), delivered({ within: sec(90) })],
  sometimes: [],
});
