import type { Mutant } from "../mutant.ts";
import { inWorld, patch, planting } from "./planting.ts";

const bug = planting("venue");
const DEPTH_BOOK = "src/venues/binance/depth-book.ts";
const COINBASE = "src/venues/coinbase/adapter.ts";

export const VENUES: readonly Mutant[] = [
  bug(
    "gap-ignored", "Binance: a diff that does not follow is applied", ["venue-truth", inWorld("venues")],
    patch(
      DEPTH_BOOK, "const ok = this.#segment.follows(diff, this.#last);",
      "const ok = this.#segment.follows(diff, this.#last) || diff.last >= 0;",
    ),
  ),
  bug(
    "sequence-ignored", "Coinbase: a hole in the numbers of a connection is not noticed",
    ["venue-truth", inWorld("venues")],
    patch(COINBASE, "const ok = sequence === last + 1;", "const ok = sequence >= 0;"),
  ),
  bug(
    "checksum-not-checked", "Kraken: the venue's checksum is not compared", ["venue-truth", inWorld("venues")],
    patch("src/venues/kraken/checked-book.ts", "const ok = checksum === change.checksum;", "const ok = checksum >= 0;"),
  ),
  bug(
    "stale-snapshot-applied", "Binance: a snapshot that is older than the live book replaces it",
    ["venue-truth", inWorld("venues")],
    patch(
      DEPTH_BOOK, "    if (this.standing.live && lastUpdateId < Math.max(this.#last, this.#unbridged)) return;\n", "",
    ),
  ),
  bug(
    "resync-without-buffer", "Binance: what came while the snapshot was fetched is thrown away",
    ["venue-truth", inWorld("venues")],
    patch(
      DEPTH_BOOK, "const bridging = next < 0 ? [] : this.#waiting.slice(next);",
      "const bridging = this.#waiting.slice(this.#waiting.length);",
    ),
  ),
  bug(
    "duplicate-diff-taken", "Binance: a diff that comes twice breaks the book", ["venue-gaps", inWorld("venues")],
    patch(DEPTH_BOOK, "    if (diff.last === this.#last && diff.first === this.#first) return;\n", ""),
  ),
  bug(
    "duplicate-frame-applied", "Coinbase: a frame that comes twice is passed on twice",
    ["venue-events", inWorld("venues")],
    patch(COINBASE, "    if (sequence === last) return false;", "    if (sequence === last) return true;"),
  ),
];
