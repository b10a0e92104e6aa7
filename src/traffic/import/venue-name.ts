/** cryptofeed's names for the exchanges that wavetank knows by another. */
const EXCHANGES: ReadonlyMap<string, string> = new Map([
  ["BINANCE_FUTURES", "BINANCE_USDM"],
  ["BINANCE_DELIVERY", "BINANCE_COINM"],
]);

const HOSTS: ReadonlyMap<string, string> = new Map([
  ["stream.binance.com", "BINANCE"],
  ["data-stream.binance.vision", "BINANCE"],
  ["api.binance.com", "BINANCE"],
  ["www.binance.com", "BINANCE"],
  ["fstream.binance.com", "BINANCE_USDM"],
  ["fapi.binance.com", "BINANCE_USDM"],
  ["dstream.binance.com", "BINANCE_COINM"],
  ["dapi.binance.com", "BINANCE_COINM"],
  ["advanced-trade-ws.coinbase.com", "COINBASE"],
  ["api.coinbase.com", "COINBASE"],
  // Coinbase Exchange, formerly Pro, speaks another protocol than Coinbase Advanced.
  ["ws-feed.exchange.coinbase.com", "COINBASE_EXCHANGE"],
  ["ws-feed.pro.coinbase.com", "COINBASE_EXCHANGE"],
  ["api.pro.coinbase.com", "COINBASE_EXCHANGE"],
  ["ws.kraken.com", "KRAKEN"],
  ["api.kraken.com", "KRAKEN"],
]);

/** For a capture that says nowhere what it holds. Replay has no adapter of this name and says so. */
export const UNKNOWN_VENUE = "UNKNOWN";

/** The venue of cryptofeed's `exchange`: its own name where wavetank has no other. */
export const venueOfExchange = (exchange: string): string => EXCHANGES.get(exchange) ?? exchange;

/** The venue behind a websocket or REST address; undefined for a host that wavetank does not know. */
export function venueOfAddress(address: string): string | undefined {
  const host = /^[a-z]+:\/\/([^/:?#]+)/.exec(address)?.[1];
  return host === undefined ? undefined : HOSTS.get(host);
}

/** The venue at the start of a file name such as `BINANCE_FUTURES.ws.1.0` or `KRAKEN-c197c0.0`. */
export function venueOfFileName(name: string): string {
  const exchange = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*/.exec(name)?.[0];
  return exchange === undefined ? UNKNOWN_VENUE : venueOfExchange(exchange);
}
