import {
  boundedMemory, clusters, conserved, deadLetters, delivered, drained, effectOnce, handlerFailed, handlerFailure,
  ledgerZero, messageBuried, ms, noInversion, noLoss, scenario, sec,
} from "wavetank";

export default scenario({
  name: "poison-message",
  claim: "A message that cannot be handled is buried after its attempts, and holds up nobody but its key.",
  duration: sec(10),
  bus: { consumer: { maxAttempts: 3, retryBase: ms(5) } },
  traffic: [clusters({ messages: 500 })],
  faults: [handlerFailure("engine-1", { perMille: 15, times: 99 })],
  always: [conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero(), deadLetters()],
  eventually: [drained({ within: sec(15) }), delivered({ within: sec(15) })],
  sometimes: [handlerFailed(), messageBuried()],
});
