import { arrayAt, isObject, type Fields } from "../frame-json.ts";
import { ORDERS_A_LEVEL, roomyPlaces, stepPlaces, type Precisions } from "../instrument-table.ts";

/** No size on Coinbase has more places. */
const MAX_SIZE_PLACES = 8;

/**
 * Precisions in the answer of `/market/products` (a list) or of one product: prices as `quote_increment`; sizes at
 * least as `base_increment`, and up to eight places where there is room, because orders placed by their quote amount
 * leave sizes that are no multiple of the increment.
 *
 * @throws {WavetankError} E_FRAME - `products` is no array.
 */
export function readProducts(body: Fields): ReadonlyMap<string, Precisions> {
  const found = new Map<string, Precisions>();
  const entries = body["products"] === undefined ? [body] : arrayAt(body["products"], "products");
  for (const entry of entries) {
    if (!isObject(entry) || typeof entry["product_id"] !== "string") continue;
    const price = stepPlaces(entry["quote_increment"]);
    const needed = stepPlaces(entry["base_increment"]);
    if (price === undefined || needed === undefined) continue;
    const size = roomyPlaces(needed, Math.max(needed, MAX_SIZE_PLACES), entry["base_max_size"], ORDERS_A_LEVEL);
    found.set(entry["product_id"], { price, size });
  }
  return found;
}
