/**
 * A book as plain as can be, built from the venue's decimal text: a map from price to size, and a sorted list of
 * prices. It shares no code with the order book that it is compared with, and converts text by floating point and
 * rounding, which is exact here and a different way from the adapters'.
 */
export class ReferenceBook {
  readonly bids: ReferenceSide;
  readonly asks: ReferenceSide;

  constructor(pricePrecision: number, sizePrecision: number) {
    this.bids = new ReferenceSide(-1, pricePrecision, sizePrecision);
    this.asks = new ReferenceSide(1, pricePrecision, sizePrecision);
  }

  snapshot(bids: readonly string[], asks: readonly string[], depth: number): void {
    this.bids.clear();
    this.asks.clear();
    this.change(bids, asks, depth);
  }

  change(bids: readonly string[], asks: readonly string[], depth: number): void {
    this.bids.change(bids, depth);
    this.asks.change(asks, depth);
  }
}

/** One side; prices are ordered so that the best comes last and changes there move little. */
export class ReferenceSide {
  readonly #sign: 1 | -1;
  readonly #pricePrecision: number;
  readonly #sizePrecision: number;
  readonly #sizes = new Map<number, number>();
  #prices: number[] = [];

  /** `sign` is 1 where lower prices are better (asks). */
  constructor(sign: 1 | -1, pricePrecision: number, sizePrecision: number) {
    this.#sign = sign;
    this.#pricePrecision = pricePrecision;
    this.#sizePrecision = sizePrecision;
  }

  get levels(): number {
    return this.#sizes.size;
  }

  clear(): void {
    this.#sizes.clear();
    this.#prices = [];
  }

  sizeAt(price: number): number {
    return this.#sizes.get(price) ?? 0;
  }

  price(text: string): number {
    return integerOf(text, this.#pricePrecision);
  }

  /** Prices best first, at most `count`. */
  best(count: number): number[] {
    return this.#prices.slice(-count).reverse();
  }

  change(texts: readonly string[], depth: number): void {
    const many = texts.length > 2_000;
    for (let i = 0; i < texts.length; i += 2) {
      const price = integerOf(texts[i] as string, this.#pricePrecision);
      const size = integerOf(texts[i + 1] as string, this.#sizePrecision);
      const known = this.#sizes.has(price);
      if (size === 0) {
        if (known) this.#remove(price);
      } else {
        this.#sizes.set(price, size);
        if (!known && !many) this.#prices.splice(this.#indexOf(price), 0, price);
      }
    }
    if (many) this.#prices = [...this.#sizes.keys()].sort((a, b) => (b - a) * this.#sign);
    while (depth > 0 && this.#prices.length > depth) this.#sizes.delete(this.#prices.shift() as number);
  }

  #remove(price: number): void {
    this.#sizes.delete(price);
    const index = this.#indexOf(price);
    if (this.#prices[index] === price) this.#prices.splice(index, 1);
  }

  /** Where `price` is or belongs. */
  #indexOf(price: number): number {
    const prices = this.#prices;
    let low = 0;
    let high = prices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (((prices[middle] as number) - price) * this.#sign > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** Below 2^50 the product's error is under a quarter, so rounding gives the integer; above, the digits are joined. */
function integerOf(text: string, precision: number): number {
  const product = Number(text) * (POWERS[precision] as number);
  if (product < 1_125_899_906_842_624) return Math.round(product);
  const [whole = "", places = ""] = text.split(".");
  return Number(whole + places.slice(0, precision).padEnd(precision, "0"));
}
