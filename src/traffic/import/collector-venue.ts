import { LETTERS_BEYOND_ASCII } from "../../market/instruments.ts";
import { asJsonObject } from "./json-text.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** What one message of a collector says about where it comes from. */
export interface Provenance {
  readonly venue: string;
  /** As the venue writes it; undefined where the message does not say. */
  readonly symbol: string | undefined;
}

/**
 * Tells the venue from one message. Binance's segments differ in single fields: only COIN-M names the pair (`ps`,
 * `pair`), only futures chain depth updates by `pu` and stamp book tickers and snapshots with event times, only spot
 * marks trades with `M` (field lists: Binance's stream documentation; checked on captures of all three).
 *
 * @returns undefined for a message that could be anybody's, such as the answer to a subscription.
 */
export function provenanceOf(message: unknown): Provenance | undefined {
  const outer = asJsonObject(message);
  if (outer === undefined) return undefined;
  if (typeof outer["channel"] === "string") return { venue: "HYPERLIQUID", symbol: undefined };
  if (typeof outer["topic"] === "string") return { venue: "BYBIT", symbol: undefined };

  const body = asJsonObject(outer["data"]) ?? outer;
  const stream = typeof outer["stream"] === "string" ? outer["stream"] : undefined;
  const venue = binanceSegment(body, stream);
  return venue === undefined ? undefined : { venue, symbol: symbolOf(body, stream) };
}

function binanceSegment(body: JsonObject, stream: string | undefined): string | undefined {
  const event = body["e"];
  const symbol = symbolOf(body, stream);
  const isCoinMargined = symbol !== undefined && /USD_(PERP|\d{6})$/.test(symbol);
  if (isCoinMargined || "ps" in body || "pair" in body) return "BINANCE_COINM";
  if ("pu" in body) return "BINANCE_USDM";
  if (event === "depthUpdate") return "BINANCE";
  if (event === "bookTicker" || event === "markPriceUpdate" || event === "forceOrder") return "BINANCE_USDM";
  if (event === "trade" || event === "aggTrade") return "M" in body ? "BINANCE" : "BINANCE_USDM";
  if ("lastUpdateId" in body) return "E" in body ? "BINANCE_USDM" : "BINANCE";
  if (event === undefined && "u" in body && "B" in body && "A" in body) return "BINANCE";
  return stream === undefined ? undefined : "BINANCE";
}

/** The symbol that a stream's name begins with: in small letters where its script has them, as in `龙虾usdt@trade`. */
export const STREAM_SYMBOL = new RegExp(`^([a-z0-9_${LETTERS_BEYOND_ASCII}]+)@`);

function symbolOf(body: JsonObject, stream: string | undefined): string | undefined {
  const named = body["s"] ?? body["symbol"];
  if (typeof named === "string") return named;
  const prefix = stream === undefined ? undefined : STREAM_SYMBOL.exec(stream)?.[1];
  return prefix?.toUpperCase();
}
