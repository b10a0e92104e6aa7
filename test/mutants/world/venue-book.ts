type Side = Map<string, string>;

/** A book as the venue's decimal texts make it: sizes by price, without arithmetic. */
export class VenueBook {
  readonly #bids: Side = new Map();
  readonly #asks: Side = new Map();

  snapshot(bids: readonly string[], asks: readonly string[], depth: number): void {
    this.#bids.clear();
    this.#asks.clear();
    this.change(bids, asks, depth);
  }

  /** Flat texts: price, size, … With a depth, what is worse than so many levels goes. */
  change(bids: readonly string[], asks: readonly string[], depth: number): void {
    set(this.#bids, bids);
    set(this.#asks, asks);
    if (depth === 0) return;
    cut(this.#bids, ranked(this.#bids, -1).slice(depth));
    cut(this.#asks, ranked(this.#asks, 1).slice(depth));
  }

  /** How `other` differs in its best `levels`; undefined if it does not. */
  difference(other: VenueBook, levels: number): string | undefined {
    return (
      sideDifference("bid", this.#bids, other.#bids, -1, levels) ??
      sideDifference("ask", this.#asks, other.#asks, 1, levels)
    );
  }
}

function set(side: Side, texts: readonly string[]): void {
  for (let i = 0; i + 1 < texts.length; i += 2) {
    const [price, size] = [plain(texts[i] as string), plain(texts[i + 1] as string)];
    if (size === "0") side.delete(price);
    else side.set(price, size);
  }
}

function cut(side: Side, prices: readonly string[]): void {
  for (const price of prices) side.delete(price);
}

/** Prices, the best first; `sign` is 1 where lower ones are better. */
const ranked = (side: Side, sign: 1 | -1): string[] => [...side.keys()].sort((a, b) => (Number(a) - Number(b)) * sign);

function sideDifference(name: string, mine: Side, its: Side, sign: 1 | -1, levels: number): string | undefined {
  if (levels === Infinity) {
    if (mine.size !== its.size) return `${name}s: ${mine.size} levels, the venue has ${its.size}`;
    for (const [price, size] of its)
      if (mine.get(price) !== size) return `${name} ${price}: ${mine.get(price) ?? "nothing"}, the venue has ${size}`;
    return undefined;
  }
  const [left, right] = [ranked(mine, sign).slice(0, levels), ranked(its, sign).slice(0, levels)];
  const at = right.findIndex((price, i) => left[i] !== price || mine.get(price) !== its.get(price));
  if (at < 0 && left.length === right.length) return undefined;
  return `${name} level ${at}: ${left[at]} ${mine.get(left[at] ?? "")}, the venue has ${right[at]} ${its.get(right[at] ?? "")}`;
}

/** Without zeros at the end: venues write 0.50 and 0.5. */
const plain = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
