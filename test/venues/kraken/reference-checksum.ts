/** Kraken's book checksum, written from its documentation as plainly as can be: strings, sorting, one bit at a time. */
export type TextBook = Readonly<Record<"bids" | "asks", Map<string, string>>>;

const digits = (text: string): string => text.replace(".", "").replace(/^0+/, "");

export function bestOf(book: TextBook, side: "bids" | "asks", count: number): readonly (readonly [string, string])[] {
  const sign = side === "bids" ? -1 : 1;
  return [...book[side]].sort(([a], [b]) => sign * (Number(a) - Number(b))).slice(0, count);
}

export function referenceChecksum(book: TextBook): number {
  const levels = [...bestOf(book, "asks", 10), ...bestOf(book, "bids", 10)];
  return bitwiseCrc32(levels.map(([price, size]) => digits(price) + digits(size)).join(""));
}

export function bitwiseCrc32(ascii: string): number {
  let crc = 0xffffffff;
  for (const character of ascii) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
