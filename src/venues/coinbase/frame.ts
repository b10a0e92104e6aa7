import type { Instant } from "../../kernel/time.ts";
import { parseDecimal } from "../../market/decimal.ts";
import { Aggressor, type MarketEvent } from "../../market/event.ts";
import type { Instrument } from "../../market/instrument.ts";
import type { BookChange } from "../book-standing.ts";
import type { EpochTime } from "../epoch-time.ts";
import { describe, malformed } from "../frame-error.ts";
import { arrayAt, idAt, objectAt, textAt, type Fields } from "../frame-json.ts";
import { EIGHT_PLACES, type InferPrecisions, type InstrumentTable } from "../instrument-table.ts";
import { levelsOf, withoutEmptyLevels } from "../levels.ts";

/** What the readers of one frame share. */
export interface FrameContext {
  readonly table: InstrumentTable;
  readonly time: EpochTime;
  readonly at: Instant;
  /** When the venue sent the frame. */
  readonly sentAt: Instant;
  readonly sequence: number;
}

/** Coinbase writes decimals without trailing zeros, so a text says nothing of its product; none has more than eight. */
const eightPlaces: InferPrecisions = () => EIGHT_PLACES;

const instrumentOf = (product: unknown, { table }: FrameContext): Instrument => {
  const symbol = textAt(product, "product_id");
  return table.known(symbol) ?? table.learn(symbol, [], eightPlaces);
};

/**
 * `market_trades`, appended to `trades` oldest first: the venue lists the newest first. The trades of a `snapshot`
 * event precede the subscription, and after a reconnect were seen before: they are no part of the session.
 */
export function readTrades(event: Fields, context: FrameContext, trades: MarketEvent[]): void {
  const list = arrayAt(event["trades"], "trades");
  if (event["type"] === "snapshot") return;
  for (let i = list.length - 1; i >= 0; i--) {
    const trade = objectAt(list[i], "a trade");
    const instrument = instrumentOf(trade["product_id"], context);
    trades.push({
      instrument,
      tsEvent: context.time.fromIso(trade["time"]),
      tsInit: context.at,
      kind: "trade",
      price: parseDecimal(textAt(trade["price"], "price"), instrument.pricePrecision),
      size: parseDecimal(textAt(trade["size"], "size"), instrument.sizePrecision),
      aggressor: aggressorOf(trade["side"]),
      tradeId: idAt(trade["trade_id"], "trade_id"),
    });
  }
}

/** `side` is the maker's: 49 of 51 captured SELLs were made at the ask or above. The aggressor is the other side. */
function aggressorOf(side: unknown): Aggressor {
  if (side === "SELL") return Aggressor.buyer;
  if (side === "BUY") return Aggressor.seller;
  if (side === undefined || side === "UNKNOWN_ORDER_SIDE") return Aggressor.unknown;
  throw malformed(`side is ${describe(side)}`, "BUY or SELL");
}

/** `ticker` and `ticker_batch`: the best bid and ask. */
export function readQuotes(event: Fields, context: FrameContext, quotes: MarketEvent[]): void {
  const list = arrayAt(event["tickers"], "tickers");
  for (let i = 0; i < list.length; i++) {
    const ticker = objectAt(list[i], "a ticker");
    const instrument = instrumentOf(ticker["product_id"], context);
    const { pricePrecision, sizePrecision } = instrument;
    quotes.push({
      instrument,
      tsEvent: context.sentAt,
      tsInit: context.at,
      kind: "quote",
      bidPrice: parseDecimal(textAt(ticker["best_bid"], "best_bid"), pricePrecision),
      bidSize: parseDecimal(textAt(ticker["best_bid_quantity"], "best_bid_quantity"), sizePrecision),
      askPrice: parseDecimal(textAt(ticker["best_ask"], "best_ask"), pricePrecision),
      askSize: parseDecimal(textAt(ticker["best_ask_quantity"], "best_ask_quantity"), sizePrecision),
    });
  }
}

/** One event of `l2_data`. Quantities are absolute; "0" removes a level. */
export function readBook(event: Fields, context: FrameContext): BookChange {
  const type = event["type"];
  if (type !== "snapshot" && type !== "update") throw malformed(`type is ${describe(type)}`, "snapshot or update");
  const rawBids: string[] = [];
  const rawAsks: string[] = [];
  const updates = arrayAt(event["updates"], "updates");
  for (let i = 0; i < updates.length; i++) {
    const update = updates[i];
    if (typeof update !== "object" || update === null) throw malformed(`an update is ${describe(update)}`, "an object");
    const { side, price_level: price, new_quantity: size } = update as Fields;
    if (typeof price !== "string" || typeof size !== "string") {
      throw malformed(`an update has ${describe(price)} and ${describe(size)}`, "a price and a quantity as text");
    }
    if (side === "bid") rawBids.push(price, size);
    else if (side === "offer") rawAsks.push(price, size);
    else throw malformed(`side is ${describe(side)}`, "bid or offer");
  }
  const instrument = instrumentOf(event["product_id"], context);
  const bids = levelsOf(rawBids, instrument);
  const asks = levelsOf(rawAsks, instrument);
  const isSnapshot = type === "snapshot";
  if (isSnapshot) {
    withoutEmptyLevels(bids, rawBids);
    withoutEmptyLevels(asks, rawAsks);
  }
  const kind = isSnapshot ? "snapshot" : "delta";
  const { at: tsInit, sentAt: tsEvent, sequence } = context;
  const change = { instrument, tsEvent, tsInit, kind, bids, asks, sequence, depth: 0 } as const;
  return { event: change, rawBids, rawAsks, checksum: -1 };
}
