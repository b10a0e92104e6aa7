import { isObject, objectAt, type Fields } from "../frame-json.ts";
import { stepPlaces, type Precisions } from "../instrument-table.ts";

const places = (value: unknown): number | undefined => {
  const count = typeof value === "string" && stepPlaces(value) === 0 ? Number(value) : value;
  return typeof count === "number" && Number.isInteger(count) && count >= 0 && count <= 15 ? count : undefined;
};

/** One pair, if it names both its precisions. */
function pairOf(symbol: unknown, price: unknown, size: unknown): readonly [string, Precisions] | undefined {
  const pricePlaces = places(price);
  const sizePlaces = places(size);
  if (typeof symbol !== "string" || pricePlaces === undefined || sizePlaces === undefined) return undefined;
  return [symbol, { price: pricePlaces, size: sizePlaces }];
}

/**
 * Precisions in the answer of `/0/public/AssetPairs`, by the symbol that websocket v1 uses.
 *
 * @throws {WavetankError} E_FRAME - `result` is no object.
 */
export function readAssetPairs(body: Fields): ReadonlyMap<string, Precisions> {
  const found = new Map<string, Precisions>();
  for (const entry of Object.values(objectAt(body["result"], "result"))) {
    if (!isObject(entry)) continue;
    const pair = pairOf(entry["wsname"], entry["pair_decimals"], entry["lot_decimals"]);
    if (pair !== undefined) found.set(...pair);
  }
  return found;
}

/** Precisions in the `pairs` of websocket v2's `instrument` channel. */
export function readInstrumentPairs(pairs: readonly unknown[]): ReadonlyMap<string, Precisions> {
  const found = new Map<string, Precisions>();
  for (const entry of pairs) {
    if (!isObject(entry)) continue;
    const pair = pairOf(entry["symbol"], entry["price_precision"], entry["qty_precision"]);
    if (pair !== undefined) found.set(...pair);
  }
  return found;
}
