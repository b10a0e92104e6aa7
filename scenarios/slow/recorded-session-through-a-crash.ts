import {
  bookMatches, boundedMemory, burst, conserved, crash, delivered, drained, effectOnce, faultStruck, ledgerZero, ms,
  noInversion, noLoss, orderedPerKey, recording, scenario, sec, venueGap, writeRetried,
} from "wavetank";

export default scenario({
  name: "recorded-session-through-a-crash",
  claim: "A recorded session comes through a crash of a durable store whole: no book behind the bus differs from the recorded frames.",
  duration: sec(10), deployment: { persistence: { kind: "aof", fsync: "always" } },
  traffic: [recording("../../recordings/default.wtr")],
  faults: [
    crash("redis-0", { at: sec(4), when: "flush", restartAfter: ms(700) }),
    burst({ at: sec(6), lasting: ms(200), times: 5 }), venueGap("KRAKEN", { at: sec(8) }),
  ],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), bookMatches(),
  ],
  eventually: [drained({ within: sec(10) }), delivered({ within: sec(10) })],
  sometimes: [writeRetried(), faultStruck("burst"), faultStruck("venue-gap")],
});
