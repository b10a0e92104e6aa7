/**
 * A book as plain as can be, built from the venue's decimal text: a map from price to size, and a sorted list of
 * prices. It shares no code with the order book that it is compared with, nor with the adapters' arithmetic.
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

  /** Prices and sizes of the levels that the change names, flat: bids, then asks. */
  change(bids: readonly string[], asks: readonly string[], depth: number): readonly [number[], number[]] {
    const touched: [number[], number[]] = [[], []];
    this.bids.change(bids, depth, touched[0]);
    this.asks.change(asks, depth, touched[1]);
    return touched;
  }
}

/** One side; prices are ordered so that the best comes last and changes there move little. */
export class ReferenceSide {
  readonly #sign: 1 | -1;
  readonly #pricePrecision: number;
  readonly #sizePrecision: number;
  readonly #sizes = new Map<number, number>();
  /** Digits of price and size as the venue wrote them, for checksums over text; kept only where a depth is kept. */
  readonly #digits = new Map<number, string>();
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
    this.#digits.clear();
    this.#prices = [];
  }

  sizeAt(price: number): number {
    return this.#sizes.get(price) ?? 0;
  }

  /** Digits of the level's price and size, without point and leading zeros, joined. */
  digitsAt(price: number): string {
    return this.#digits.get(price) ?? "";
  }

  /** The best price; 0 when the side is empty. */
  get bestPrice(): number {
    return this.#prices[this.#prices.length - 1] ?? 0;
  }

  /** Prices best first, at most `count`. */
  best(count: number): number[] {
    return this.#prices.slice(-count).reverse();
  }

  /** Applies the change; `touched` gets the price and the size of every level that it names. */
  change(texts: readonly string[], depth: number, touched: number[]): void {
    const many = texts.length > 2_000;
    const sizes = this.#sizes;
    for (let i = 0; i < texts.length; i += 2) {
      const price = integerOf(texts[i] as string, this.#pricePrecision);
      const size = integerOf(texts[i + 1] as string, this.#sizePrecision);
      touched.push(price, size);
      if (size === 0) {
        if (sizes.delete(price)) this.#removePrice(price, many);
        continue;
      }
      const levels = sizes.size;
      sizes.set(price, size);
      if (depth > 0) this.#digits.set(price, digits(texts[i] as string) + digits(texts[i + 1] as string));
      if (sizes.size > levels && !many) this.#insertPrice(price);
    }
    if (many) this.#prices = [...sizes.keys()].sort((a, b) => (b - a) * this.#sign);
    while (depth > 0 && this.#prices.length > depth) this.#forget(this.#prices.shift() as number);
  }

  #insertPrice(price: number): void {
    const prices = this.#prices;
    const index = this.#indexOf(price);
    if (index === prices.length) prices.push(price);
    else prices.splice(index, 0, price);
  }

  #removePrice(price: number, many: boolean): void {
    this.#digits.delete(price);
    if (many) return;
    const prices = this.#prices;
    if (prices[prices.length - 1] === price) prices.pop();
    else prices.splice(this.#indexOf(price), 1);
  }

  #forget(price: number): void {
    this.#sizes.delete(price);
    this.#digits.delete(price);
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

const digits = (text: string): string => text.replace(".", "").replace(/^0+/, "");

/** Joins the digits around the point and appends the zeros that are missing: integer arithmetic on the text. */
function integerOf(text: string, precision: number): number {
  let value = 0;
  let places = -1;
  for (let i = 0; i < text.length && places < precision; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) places = 0;
    else {
      value = value * 10 + (code - 48);
      if (places >= 0) places++;
    }
  }
  for (let missing = precision - Math.max(places, 0); missing > 0; missing--) value *= 10;
  return value;
}
