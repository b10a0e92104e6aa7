import {
  boundedMemory, clusters, conserved, crash, delivered, drained, effectOnce, effectRepeated, ledgerZero, ms,
  noInversion, noLoss, orderedPerKey, processDied, scenario, sec,
} from "wavetank";

export default scenario({
  name: "consumer-crash-before-acknowledgement",
  claim: "A consumer that dies after handling and before acknowledging repeats exactly what it had not acknowledged.",
  duration: sec(10),
  bus: { consumer: { block: ms(250) } },
  traffic: [clusters({ messages: 600 })],
  faults: [
    crash("engine-1", { at: sec(2), when: "handled", restartAfter: ms(300) }),
    crash("engine-1", { at: sec(6), when: "handled", restartAfter: sec(1) }),
  ],
  always: [conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(15) }), delivered({ within: sec(15) })],
  sometimes: [processDied(), effectRepeated()],
});
