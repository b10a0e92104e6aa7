import type { PlannedFault } from "../../faults/fault.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import type { TrafficRecord } from "../../traffic/record.ts";
import type { LoadedRecording } from "./traffic.ts";

type Frame = Extract<TrafficRecord, { readonly kind: "frame" }>;

/** A venue goes, or comes back. */
interface Turn {
  readonly at: Instant;
  readonly venue: string;
  readonly goes: boolean;
}

/**
 * The records as the faults of venues leave them. While a venue is away, what it sent is not received and its
 * connections are closed, to be opened again when it is back; a gap is a frame that is lost, a malformed one is cut in
 * half. What a venue would have sent to heal it cannot be known: nothing is made up.
 */
export function disturbed(
  { venues, records }: LoadedRecording, faults: readonly PlannedFault[], duration: Duration,
): readonly TrafficRecord[] {
  const turns = turnsOf(venues, faults, duration);
  const strikes = new Strikes(faults);
  if (turns.length === 0 && strikes.none) return records;
  const wire = new Wire(venues);
  const received: TrafficRecord[] = [];
  let next = 0;
  for (const record of records) {
    for (; next < turns.length && (turns[next] as Turn).at <= record.at; next++)
      received.push(...wire.turn(turns[next] as Turn));
    if (!wire.carries(record)) continue;
    const arrived = record.kind === "frame" ? strikes.on(record, venues[record.source] as string) : record;
    if (arrived !== undefined) received.push(arrived);
  }
  return received;
}

function turnsOf(venues: readonly string[], faults: readonly PlannedFault[], duration: Duration): readonly Turn[] {
  const turns: Turn[] = [];
  const away = (venue: string, from: Instant, to: Instant): void => {
    if (from < duration)
      turns.push({ at: from, venue, goes: true }, { at: Math.min(to, duration), venue, goes: false });
  };
  for (const fault of faults) {
    if (fault.kind === "venue-outage") away(fault.venue, fault.at, fault.at + fault.lasting);
    if (fault.kind !== "venue-storm") continue;
    // Half of the time they are gone.
    const round = Math.floor(fault.lasting / fault.times);
    for (let n = 0; n < fault.times; n++) {
      for (const venue of new Set(venues))
        away(venue, fault.at + n * round, fault.at + n * round + Math.floor(round / 2));
    }
  }
  return turns.sort((left, right) => left.at - right.at);
}

/** Gaps and malformed frames, each for the first frame of its venue from then on. */
class Strikes {
  readonly #open: Extract<PlannedFault, { readonly kind: "venue-gap" | "venue-malformed" }>[];

  constructor(faults: readonly PlannedFault[]) {
    this.#open = faults.filter((fault) => fault.kind === "venue-gap" || fault.kind === "venue-malformed");
  }

  get none(): boolean {
    return this.#open.length === 0;
  }

  /** Undefined when the frame is lost. */
  on(frame: Frame, venue: string): Frame | undefined {
    const index = this.#open.findIndex((fault) => fault.venue === venue && frame.at >= fault.at);
    const [strike] = index < 0 ? [] : this.#open.splice(index, 1);
    if (strike === undefined) return frame;
    return strike.kind === "venue-gap"
      ? undefined
      : { ...frame, bytes: frame.bytes.subarray(0, frame.bytes.length >> 1) };
  }
}

/** Who is connected, and to whom. */
class Wire {
  readonly #venues: readonly string[];
  /** Outages that are on, by venue. */
  readonly #away = new Map<string, number>();
  /** By source: the addresses of its connections by name. */
  readonly #open: readonly Map<string, string>[];

  constructor(venues: readonly string[]) {
    this.#venues = venues;
    this.#open = venues.map(() => new Map());
  }

  /** Whether the record arrives. Keeps the books of connections either way. */
  carries(record: TrafficRecord): boolean {
    if (record.kind === "connect") this.#open[record.source]?.set(record.connection, record.address);
    else if (record.kind === "disconnect") this.#open[record.source]?.delete(record.connection);
    return !this.#isAway(this.#venues[record.source] as string);
  }

  turn({ at, venue, goes }: Turn): readonly TrafficRecord[] {
    const before = this.#isAway(venue);
    this.#away.set(venue, (this.#away.get(venue) ?? 0) + (goes ? 1 : -1));
    if (this.#isAway(venue) === before) return [];
    return this.#open.flatMap((connections, source) =>
      (this.#venues[source] === venue ? [...connections] : []).map(([connection, address]): TrafficRecord =>
        goes
          ? { kind: "disconnect", at, source, connection, reason: "outage" }
          : { kind: "connect", at, source, connection, address },
      ),
    );
  }

  #isAway(venue: string): boolean {
    return (this.#away.get(venue) ?? 0) > 0;
  }
}
