import {
  bookMatches, boundedMemory, burst, conserved, delivered, drained, effectOnce, faultStruck, ledgerZero, ms,
  noInversion, noLoss, orderedPerKey, partition, scenario, sec, session,
} from "wavetank";

export default scenario({
  name: "flash-crash",
  claim: "Ten times the traffic while the store is slow to reach fills buffers, loses no book change and drains soon.",
  duration: sec(15),
  traffic: [session({ venue: "BINANCE", base: "BTC", perSecond: 20 }, { venue: "KRAKEN", base: "BTC", perSecond: 10 })],
  faults: [burst({ at: sec(5), lasting: sec(4), times: 10 }), partition("feed-1", { at: sec(6), lasting: ms(700) })],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), bookMatches(),
  ],
  eventually: [drained({ within: sec(10) }), delivered({ within: sec(10) })],
  sometimes: [faultStruck("burst")],
});
