import { formatDecimal } from "../../market/decimal.ts";
import type { Market } from "./market.ts";

export const PRODUCTS_URL = "https://api.coinbase.com/api/v3/brokerage/market/products";

/** The body of the product list. Coinbase writes this one with a space after commas between fields. */
export function productList(markets: readonly Market[]): string {
  return `{"products":[${markets.map(product).join(", ")}], "num_products":${markets.length}, ` +
    `"pagination":{"prev_cursor":"", "next_cursor":"", "has_next":false, "has_prev":false}}`;
}

function product(market: Market): string {
  const { profile, scale } = market;
  const price = (tick: number): string => formatDecimal(tick * scale.tickUnits, scale.pricePlaces);
  const size = (steps: number): string => formatDecimal(steps * scale.stepUnits, scale.sizePlaces);
  const fields = {
    product_id: profile.symbol,
    price: price(market.lastTick),
    volume_24h: size(market.volume),
    base_increment: size(1),
    quote_increment: price(1),
    quote_min_size: "1",
    quote_max_size: "150000000",
    base_min_size: size(1),
    base_max_size: size(scale.typicalSteps * 10_000),
    base_name: profile.base,
    quote_name: profile.quote,
    is_disabled: false,
    new: false,
    status: "online",
    cancel_only: false,
    limit_only: false,
    post_only: false,
    trading_disabled: false,
    auction_mode: false,
    product_type: "SPOT",
    quote_currency_id: profile.quote,
    base_currency_id: profile.base,
    alias: "",
    alias_to: [],
    base_display_symbol: profile.base,
    quote_display_symbol: profile.quote,
    view_only: false,
    price_increment: price(1),
    display_name: profile.symbol,
    product_venue: "CBE",
    high_24h: price(market.highTick),
    low_24h: price(market.lowTick),
  };
  const pairs = Object.entries(fields).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${pairs.join(", ")}}`;
}
