import { decimalPlaces } from "../../src/market/decimal.ts";
import type { MarketEvent } from "../../src/market/event.ts";
import type { RecordingSink } from "./recording-sink.ts";

/** `text` as an integer of so many places, by BigInt; undefined if it has more. */
export function exactInteger(text: string, precision: number): bigint | undefined {
  const shift = precision - decimalPlaces(text);
  const digits = BigInt(text.replace(".", ""));
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  return digits % unit === 0n ? digits / unit : undefined;
}

/** Texts of book events that are not the integers beside them, at most ten. */
export function inexactLevels(sink: RecordingSink): readonly string[] {
  const wrong: string[] = [];
  sink.books().forEach((book, index) => {
    const raw = sink.raw[index]!;
    if (raw.kind !== book.kind || raw.depth !== book.depth) wrong.push(`${index}: ${raw.kind} for a ${book.kind}`);
    for (const side of ["bids", "asks"] as const) {
      if (raw[side].length !== book[side].length) wrong.push(`${index}: ${side} differ in length`);
      raw[side].forEach((text, i) => {
        const precision = i % 2 === 0 ? book.instrument.pricePrecision : book.instrument.sizePrecision;
        const exact = exactInteger(text, precision);
        if (exact !== BigInt(book[side][i]!)) wrong.push(`${book.instrument.id} "${text}" is not ${book[side][i]}`);
      });
    }
  });
  return wrong.slice(0, 10);
}

/** The numbers of a trade or quote, exactly, as the texts that they must come from are given. */
export const numbersOf = (event: MarketEvent): readonly bigint[] => {
  if (event.kind === "trade") return [BigInt(event.price), BigInt(event.size)];
  if (event.kind === "quote") return [event.bidPrice, event.bidSize, event.askPrice, event.askSize].map(BigInt);
  return [];
};

export const exactNumbers = (texts: readonly string[], { instrument }: MarketEvent): readonly (bigint | undefined)[] =>
  texts.map((text, i) => exactInteger(text, i % 2 === 0 ? instrument.pricePrecision : instrument.sizePrecision));
