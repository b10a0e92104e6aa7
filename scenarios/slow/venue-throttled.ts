import {
  bookMatches, boundedMemory, conserved, delivered, drained, effectOnce, faultStruck, ledgerZero, noInversion,
  noLoss, orderedPerKey, scenario, sec, session, venueThrottle,
} from "wavetank";

export default scenario({
  name: "venue-throttled",
  claim: "A venue that sends late and slowly delays its own books and no other.",
  duration: sec(15),
  traffic: [session({ venue: "COINBASE", base: "BTC", perSecond: 15 }, { venue: "KRAKEN", base: "ETH" })],
  faults: [venueThrottle("COINBASE", { at: sec(4), lasting: sec(5), perSecond: 8 })],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), bookMatches(),
  ],
  eventually: [drained({ within: sec(5) }), delivered({ within: sec(5) })],
  sometimes: [faultStruck("venue-throttle")],
});
