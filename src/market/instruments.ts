import { WavetankError } from "../kernel/error.ts";
import { MAX_PRECISION } from "./decimal.ts";
import { Instrument, type Venue } from "./instrument.ts";

/**
 * Letters beyond ASCII that symbols have, for a character class: Han, kana and Hangul, since Binance lists 币安人生USDT.
 * By code point and not by Unicode property, since what has which property depends on the version of Node; without
 * fullwidth and other forms that only look like these, so that no name has two spellings.
 */
export const LETTERS_BEYOND_ASCII = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3";

const WORD = `[A-Za-z0-9${LETTERS_BEYOND_ASCII}]+`;

/** Words and the separators that venues use; at most one slash, no path, no topic wildcard. */
const SYMBOL = new RegExp(`^${WORD}(?:[-_.:]${WORD})*(?:/${WORD}(?:\\.${WORD})?)?$`);

/** More than all mapped venues list together, several times over. Beyond, a hostile feed is inventing symbols. */
export const MAX_INSTRUMENTS = 32_768;

/** Every instrument of one run, over all venues. Indices are dense, in order of registration. */
export class Instruments {
  readonly #byVenue = new Map<Venue, Map<string, Instrument>>();
  readonly #all: Instrument[] = [];

  get all(): readonly Instrument[] {
    return this.#all;
  }

  at(index: number): Instrument | undefined {
    return this.#all[index];
  }

  find(venue: Venue, symbol: string): Instrument | undefined {
    return this.#byVenue.get(venue)?.get(symbol);
  }

  /**
   * @throws {WavetankError} E_INSTRUMENT - `symbol` is not a plain name of at most 32 characters, a precision is out
   *   of range, the instrument is registered with other precisions, or there are MAX_INSTRUMENTS.
   */
  register(venue: Venue, symbol: string, pricePrecision: number, sizePrecision: number): Instrument {
    const known = this.find(venue, symbol);
    if (known !== undefined) {
      if (known.pricePrecision === pricePrecision && known.sizePrecision === sizePrecision) return known;
      throw new WavetankError("E_INSTRUMENT", `${known.id} is registered with precisions ${known.pricePrecision} and ` +
        `${known.sizePrecision}, now ${pricePrecision} and ${sizePrecision}`);
    }
    if (symbol.length > 32 || !SYMBOL.test(symbol)) {
      throw new WavetankError("E_INSTRUMENT", `${JSON.stringify(symbol.slice(0, 48))} is not a symbol`, {
        expected: "at most 32 letters and digits, with single separators",
      });
    }
    for (const precision of [pricePrecision, sizePrecision]) {
      if (!Number.isInteger(precision) || precision < 0 || precision > MAX_PRECISION) {
        throw new WavetankError("E_INSTRUMENT", `${symbol}.${venue}: precision ${precision} is not in ` +
          `0 … ${MAX_PRECISION}`);
      }
    }
    if (this.#all.length === MAX_INSTRUMENTS) {
      throw new WavetankError(
        "E_INSTRUMENT", `${symbol}.${venue} would be instrument ${MAX_INSTRUMENTS + 1} of this run`,
        {
          expected: `at most ${MAX_INSTRUMENTS} instruments`, hint: "the input names symbols that no venue has",
        },
      );
    }
    const instrument = new Instrument(venue, symbol, this.#all.length, pricePrecision, sizePrecision);
    this.#all.push(instrument);
    const symbols = this.#byVenue.get(venue) ?? new Map<string, Instrument>();
    symbols.set(symbol, instrument);
    this.#byVenue.set(venue, symbols);
    return instrument;
  }
}
