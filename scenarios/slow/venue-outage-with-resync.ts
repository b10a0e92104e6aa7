import {
  bookMatches, boundedMemory, conserved, delivered, drained, effectOnce, faultStruck, ledgerZero, ms, noInversion,
  noLoss, orderedPerKey, scenario, sec, session, venueGap, venueMalformed, venueOutage,
} from "wavetank";

export default scenario({
  name: "venue-outage-with-resync",
  claim: "After an outage, a gap and a broken frame every book behind the bus is again the one that the venue sends.",
  duration: sec(20),
  traffic: [
    session({ venue: "BINANCE", base: "BTC" }, { venue: "COINBASE", base: "BTC" }, { venue: "KRAKEN", base: "BTC" }),
  ],
  faults: [
    venueOutage("COINBASE", { at: sec(5), lasting: sec(3) }), venueGap("BINANCE", { at: sec(9) }),
    venueMalformed("BINANCE", { at: sec(13) }),
  ],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), bookMatches(),
  ],
  eventually: [drained({ within: sec(5) }), delivered({ within: sec(5) })],
  sometimes: [faultStruck("venue-outage"), faultStruck("venue-gap")],
  budget: { "publish→handled": { p99: ms(20) } },
});
