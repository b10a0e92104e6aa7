import { formatDecimal } from "../../market/decimal.ts";
import { ascii, type FrameWriter } from "./frame-writer.ts";
import type { Market } from "./market.ts";

/** Binance writes every price and size with eight places, whatever the tick. */
export const WIRE_PLACES = 8;

export const EXCHANGE_INFO_URL = "https://api.binance.com/api/v3/exchangeInfo";

export const depthUrl = (market: Market, limit: number): string =>
  `https://api.binance.com/api/v3/depth?symbol=${market.profile.symbol}&limit=${limit}`;

/** The body of `/api/v3/exchangeInfo`, with the filters that state tick and step. */
export function exchangeInfo(markets: readonly Market[], serverTimeMs: number): string {
  return JSON.stringify({
    timezone: "UTC",
    serverTime: serverTimeMs,
    rateLimits: [
      { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000 },
      { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 100 },
      { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 61000 },
    ],
    exchangeFilters: [],
    symbols: markets.map(symbolInfo),
  });
}

function symbolInfo({ profile, scale }: Market): object {
  const price = (ticks: number): string => eightPlaces(formatDecimal(ticks * scale.tickUnits, scale.pricePlaces));
  const size = (steps: number): string => eightPlaces(formatDecimal(steps * scale.stepUnits, scale.sizePlaces));
  return {
    symbol: profile.symbol,
    status: "TRADING",
    baseAsset: profile.base,
    baseAssetPrecision: WIRE_PLACES,
    quoteAsset: profile.quote,
    quotePrecision: WIRE_PLACES,
    quoteAssetPrecision: WIRE_PLACES,
    baseCommissionPrecision: WIRE_PLACES,
    quoteCommissionPrecision: WIRE_PLACES,
    orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"],
    icebergAllowed: true,
    ocoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: true,
    filters: [
      { filterType: "PRICE_FILTER", minPrice: price(1), maxPrice: price(scale.startTick * 16), tickSize: price(1) },
      { filterType: "LOT_SIZE", minQty: size(1), maxQty: size(scale.typicalSteps * 100_000), stepSize: size(1) },
      { filterType: "MIN_NOTIONAL", minNotional: "5.00000000", applyToMarket: true, avgPriceMins: 5 },
      { filterType: "MAX_NUM_ORDERS", maxNumOrders: 200 },
    ],
    permissions: ["SPOT", "MARGIN"],
  };
}

function eightPlaces(text: string): string {
  const [whole = "", fraction = ""] = text.split(".");
  return `${whole}.${fraction.padEnd(WIRE_PLACES, "0")}`;
}

const LAST_UPDATE_ID = ascii('{"lastUpdateId":');
const BIDS = ascii(',"bids":[');
const ASKS = ascii('],"asks":[');
const END = ascii("]}");
const COMMA = 44;
const OPEN_LEVEL = ascii('["');
const BETWEEN = ascii('","');
const CLOSE_LEVEL = ascii('"]');

/** The body of `/api/v3/depth`: the best `limit` levels a side of the book as it is now. */
export function writeDepth(writer: FrameWriter, market: Market, limit: number): void {
  const { book, scale } = market;
  const writeLevel = (rank: number, rung: number, size: number): void => {
    if (rank > 0) writer.byte(COMMA);
    writer.bytes(OPEN_LEVEL);
    writer.decimal(book.tickAt(rung) * scale.tickUnits, scale.pricePlaces, WIRE_PLACES - scale.pricePlaces);
    writer.bytes(BETWEEN);
    writer.decimal(size * scale.stepUnits, scale.sizePlaces, WIRE_PLACES - scale.sizePlaces);
    writer.bytes(CLOSE_LEVEL);
  };
  writer.bytes(LAST_UPDATE_ID);
  writer.integer(market.updateId);
  writer.bytes(BIDS);
  book.bidRungs(limit).forEach((rung, rank) => writeLevel(rank, rung, book.bidAt(rung)));
  writer.bytes(ASKS);
  book.askRungs(limit).forEach((rung, rank) => writeLevel(rank, rung, book.askAt(rung)));
  writer.bytes(END);
}
