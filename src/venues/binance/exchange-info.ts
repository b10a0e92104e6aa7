import { decimalPlaces } from "../../market/decimal.ts";
import { arrayAt, isObject, type Fields } from "../frame-json.ts";
import { ORDERS_A_LEVEL, roomyPlaces, stepPlaces, type Precisions } from "../instrument-table.ts";

/**
 * Precisions in the answer of `/exchangeInfo`. A symbol without PRICE_FILTER or LOT_SIZE (some are listed before they
 * trade) is left to its first frame.
 *
 * @throws {WavetankError} E_FRAME - `symbols` is no array.
 */
export function readExchangeInfo(body: Fields): ReadonlyMap<string, Precisions> {
  const found = new Map<string, Precisions>();
  for (const entry of arrayAt(body["symbols"], "symbols")) {
    if (!isObject(entry) || typeof entry["symbol"] !== "string" || !Array.isArray(entry["filters"])) continue;
    let price: number | undefined;
    let size: number | undefined;
    for (const filter of entry["filters"] as readonly unknown[]) {
      if (!isObject(filter)) continue;
      if (filter["filterType"] === "PRICE_FILTER") price = placesOf(filter["tickSize"], filter["maxPrice"], 1);
      if (filter["filterType"] === "LOT_SIZE") size = placesOf(filter["stepSize"], filter["maxQty"], ORDERS_A_LEVEL);
    }
    if (price !== undefined && size !== undefined) found.set(entry["symbol"], { price, size });
  }
  return found;
}

/**
 * The places with which `step` is written, not those it needs: frames write as many, and books hold orders older than
 * the present step (NKNUSDT, October 2021: step `1.00000000`, a level of `11979.30000000`). Fewer where there is no
 * room.
 */
function placesOf(step: unknown, greatest: unknown, count: number): number | undefined {
  const needed = stepPlaces(step);
  return needed === undefined ? undefined : roomyPlaces(needed, decimalPlaces(step as string), greatest, count);
}
