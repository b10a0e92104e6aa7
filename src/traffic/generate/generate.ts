import { RandomStreams } from "../../kernel/random.ts";
import { formatSeed, type Seed } from "../../kernel/seed.ts";
import type { RecordingHeader, TrafficRecord, TrafficSource } from "../record.ts";
import { BinanceFeed } from "./binance-feed.ts";
import { CoinbaseFeed } from "./coinbase-feed.ts";
import { KrakenFeed } from "./kraken-feed.ts";
import type { GeneratedVenue, TrafficProfile, VenueProfile } from "./profile.ts";
import { checkProfile } from "./profile-check.ts";
import type { FeedContext, VenueFeed } from "./venue-feed.ts";

const FEEDS: Readonly<Record<GeneratedVenue, new (context: FeedContext) => VenueFeed>> = {
  BINANCE: BinanceFeed,
  COINBASE: CoinbaseFeed,
  KRAKEN: KrakenFeed,
};

/**
 * A session of venue traffic from a profile and a seed: the frames that the venues would send, byte for byte in their
 * formats, with correct sequence numbers and checksums, arrival times and incidents. The same profile and seed give
 * the same bytes on every platform.
 *
 * Made as it is pulled: memory does not grow with the length of the session. Records of equal instants come in the
 * order of the profile's venues.
 *
 * @throws {WavetankError} E_PROFILE - the profile cannot be generated.
 */
export function generateTraffic(profile: TrafficProfile, seed: Seed): TrafficSource {
  checkProfile(profile);
  return new GeneratedTraffic(profile, seed);
}

class GeneratedTraffic implements TrafficSource {
  readonly format = "wavetank-generator/1";
  readonly header: RecordingHeader;
  readonly #feeds: readonly VenueFeed[];
  /** The next record of every feed, which is not yet handed out. */
  readonly #heads: (TrafficRecord | undefined)[];
  #framesLeft: number;

  constructor(profile: TrafficProfile, seed: Seed) {
    const streams = new RandomStreams(seed);
    this.header = {
      version: 1,
      epochUnixNs: profile.epochUnixNs,
      sources: profile.venues.map((venue) => ({ venue: venue.venue, config: configOf(venue) })),
      origin: `generated ${profile.name} seed ${formatSeed(seed)}`,
    };
    this.#feeds = profile.venues.map((venue, source) =>
      new FEEDS[venue.venue]({ profile, venue, source, streams }).start(profile.incidents));
    this.#heads = this.#feeds.map((feed) => feed.next());
    this.#framesLeft = profile.messages ?? Infinity;
  }

  next(): TrafficRecord | undefined {
    if (this.#framesLeft === 0) return undefined;
    const heads = this.#heads;
    let first = -1;
    let firstAt = Infinity;
    for (let source = 0; source < heads.length; source++) {
      const at = heads[source]?.at ?? Infinity;
      if (at < firstAt) {
        first = source;
        firstAt = at;
      }
    }
    const record = heads[first];
    if (record === undefined) return undefined;
    heads[first] = this.#feeds[first]?.next();
    if (record.kind === "frame") this.#framesLeft--;
    return record;
  }
}

const configOf = (venue: VenueProfile): string =>
  `depth ${venue.depth}: ${venue.instruments.map((instrument) => instrument.symbol).join(" ")}`;
