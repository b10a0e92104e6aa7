import { EventQueue } from "../../kernel/event-queue.ts";
import type { RandomStream, RandomStreams } from "../../kernel/random.ts";
import { ms, type Duration, type Instant } from "../../kernel/time.ts";
import type { TrafficRecord } from "../record.ts";
import type { Surge } from "./arrivals.ts";
import { FrameWriter } from "./frame-writer.ts";
import { Market } from "./market.ts";
import type { Incident, TrafficProfile, VenueProfile } from "./profile.ts";
import { VenueClock } from "./venue-clock.ts";
import { VenueLink } from "./venue-link.ts";

/** What a feed is made from. `source` is the venue's index in the recording's header. */
export interface FeedContext {
  readonly profile: TrafficProfile;
  readonly venue: VenueProfile;
  readonly source: number;
  readonly streams: RandomStreams;
}

const FIRST_CONNECT = ms(120);

/**
 * One venue's session, pulled a record at a time: an agenda of the venue's own events on one side, the wire on the
 * other. Its draws come from streams named after the venue, so other venues change nothing here.
 */
export abstract class VenueFeed {
  protected readonly venue: VenueProfile;
  protected readonly markets: readonly Market[];
  protected readonly link: VenueLink;
  protected readonly clock: VenueClock;
  protected readonly writer = new FrameWriter();
  /** Draws for the session's own timing: requests, phases of timers. */
  protected readonly session: RandomStream;
  protected online = false;
  /** Set by a `sequenceGap`: the next book frame of the first instrument is lost. */
  protected loseNextBook = false;
  /** Set by a `malformedFrame`: the next trade frame is cut. */
  protected cutNextTrade = false;

  readonly #agenda = new EventQueue();
  readonly #duration: Duration;
  #connections = 0;

  constructor(context: FeedContext) {
    const { profile, venue, streams } = context;
    this.venue = venue;
    this.#duration = profile.duration;
    this.clock = new VenueClock(profile.epochUnixNs);
    this.session = streams.named(`${venue.venue}/session`);
    const wire = streams.named(`${venue.venue}/wire`);
    this.link = new VenueLink(context.source, `${venue.venue}.ws.1`, venue.wireFloor, wire);
    const surges = profile.incidents.filter((incident) => incident.kind === "burst") satisfies readonly Surge[];
    this.markets = venue.instruments.map((instrument) => new Market(venue, instrument, streams, surges));
  }

  /** Puts the session on the agenda: called once, when the feed is whole. */
  start(incidents: readonly Incident[]): this {
    this.requestInstruments(ms(20));
    this.#connectAt(FIRST_CONNECT);
    for (const market of this.markets) this.#followMarket(market);
    for (const incident of incidents) {
      if (incident.kind !== "burst" && incident.venue === this.venue.venue) this.#plan(incident);
    }
    return this;
  }

  /** The next record in order of receipt; undefined at the end. */
  next(): TrafficRecord | undefined {
    const { outbox } = this.link;
    const agenda = this.#agenda;
    // What the venue does from now on is received later than now: a record not after the next event is final.
    while (outbox.nextAt > agenda.nextAt && agenda.nextAt < this.#duration) agenda.pop()();
    return outbox.nextAt < this.#duration ? outbox.take() : undefined;
  }

  /** Asks for the list of instruments over REST, where the venue has one. */
  protected abstract requestInstruments(at: Instant): void;
  /** The connection opened at `at`: subscribe, or begin to send. */
  protected abstract opened(at: Instant): void;
  /** The connection is gone: nothing is sent until it opens again. */
  protected abstract closed(): void;
  protected abstract readonly address: string;
  /** `market` had an event at `at`: send what the venue sends at once. */
  protected abstract published(market: Market, at: Instant): void;

  /** Runs `task` at `at`. */
  protected at(at: Instant, task: (at: Instant) => void): void {
    this.#agenda.push(at, 0, () => task(at));
  }

  /** Runs `task` at `at`, unless the connection is lost before. */
  protected atIfConnected(at: Instant, task: (at: Instant) => void): void {
    const connection = this.#connections;
    this.at(at, () => {
      if (this.online && connection === this.#connections) task(at);
    });
  }

  /** Runs `task` every `period` from `first` on, connected or not. */
  protected every(period: Duration, first: Instant, task: (at: Instant) => void): void {
    let at = first;
    const tick = (): void => {
      task(at);
      this.#agenda.push((at += period), 0, tick);
    };
    this.#agenda.push(first, 0, tick);
  }

  /** Cuts the frame in the middle when a `malformedFrame` is due. */
  protected cutIfDue(frame: Uint8Array): Uint8Array {
    if (!this.cutNextTrade) return frame;
    this.cutNextTrade = false;
    return frame.subarray(0, frame.length >> 1);
  }

  #followMarket(market: Market): void {
    let at = market.nextAfter(0);
    const event = (): void => {
      market.step(at);
      this.published(market, at);
      this.#agenda.push((at = market.nextAfter(at)), 0, event);
    };
    this.#agenda.push(at, 0, event);
  }

  #plan(incident: Exclude<Incident, { kind: "burst" }>): void {
    switch (incident.kind) {
      case "sequenceGap":
        this.at(incident.at, () => void (this.loseNextBook = true));
        return;
      case "malformedFrame":
        this.at(incident.at, () => void (this.cutNextTrade = true));
        return;
      case "disconnect":
        this.at(incident.at, (at) => this.#disconnect(at));
        this.#connectAt(incident.at + incident.lasting);
    }
  }

  #connectAt(at: Instant): void {
    this.at(at, () => {
      if (this.online) return;
      this.#connections++;
      this.online = true;
      this.link.connect(at, this.address);
      this.opened(at);
    });
  }

  #disconnect(at: Instant): void {
    if (!this.online) return;
    this.online = false;
    this.link.disconnect(at, "1006 connection lost");
    this.closed();
  }
}
