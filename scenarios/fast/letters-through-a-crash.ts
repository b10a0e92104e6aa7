import {
  boundedMemory, clusters, conserved, crash, deadLetters, delivered, drained, drop, effectOnce, handlerFailure,
  ledgerZero, messageBuried, ms, noInversion, noLoss, processDied, scenario, sec,
} from "wavetank";

export default scenario({
  name: "letters-through-a-crash",
  claim: "A message that is given up is buried once, though replies are lost, its consumer dies and its store restarts.",
  duration: sec(10),
  bus: { consumer: { maxAttempts: 2, retryBase: ms(5) } },
  deployment: { persistence: { kind: "aof", fsync: "always" } },
  traffic: [clusters({ messages: 500 })],
  faults: [
    handlerFailure("engine-1", { perMille: 60, times: 99 }),
    drop("engine-1", { at: sec(1), lasting: sec(8), perMille: 100, way: "reply" }),
    crash("engine-1", { at: sec(3), when: "handled", restartAfter: ms(300) }),
    crash("redis-0", { at: sec(6), restartAfter: ms(400) }),
  ],
  always: [conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero(), deadLetters()],
  eventually: [drained({ within: sec(20) }), delivered({ within: sec(20) })],
  sometimes: [messageBuried(), processDied()],
});
