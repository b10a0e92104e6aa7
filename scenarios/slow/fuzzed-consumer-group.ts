import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, ledgerZero, ms, noInversion, noLoss, scenario,
  sec, swarm, trimSafe,
} from "wavetank";

export default scenario({
  name: "fuzzed-consumer-group",
  claim: "A group of three loses nothing and repeats only with a reason, whatever befalls its consumers.",
  duration: sec(20),
  bus: { consumers: 3, consumer: { claimIdle: sec(1), claimInterval: ms(400) } },
  traffic: [clusters({ messages: 800 })],
  faults: [
    swarm({
      drop: 30, delay: ms(40), reorder: ms(40), clog: sec(2), "half-open": sec(3), partition: sec(3), pause: sec(3),
      crash: sec(2), "handler-failure": 30, "slow-handler": ms(5), disconnect: 3, knobs: true, buggify: true,
    }),
  ],
  always: [conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero(), trimSafe()],
  eventually: [drained({ within: sec(90) }), delivered({ within: sec(90) })],
  sometimes: [],
});
