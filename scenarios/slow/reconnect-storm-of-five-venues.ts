import {
  bookMatches, boundedMemory, conserved, delivered, drained, effectOnce, faultStruck, ledgerZero, noInversion,
  noLoss, orderedPerKey, reconnectStorm, scenario, sec, session,
} from "wavetank";

export default scenario({
  name: "reconnect-storm-of-five-venues",
  claim: "Five feeds that lose their connections together, again and again, come back with whole books and delay nobody for long.",
  duration: sec(20),
  traffic: [
    session(
      { venue: "BINANCE", base: "BTC" }, { venue: "BINANCE", base: "ETH" }, { venue: "COINBASE", base: "BTC" },
      { venue: "COINBASE", base: "ETH" }, { venue: "KRAKEN", base: "BTC" },
    ),
  ],
  faults: [reconnectStorm({ at: sec(5), lasting: sec(8), times: 4 })],
  always: [
    conserved(), noLoss(), effectOnce(), orderedPerKey(), noInversion(), boundedMemory(), ledgerZero(), bookMatches(),
  ],
  eventually: [drained({ within: sec(5) }), delivered({ within: sec(5) })],
  sometimes: [faultStruck("venue-storm")],
});
