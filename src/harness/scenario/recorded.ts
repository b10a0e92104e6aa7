import { EntryReader } from "../../bus/wire/entry-reader.ts";
import type { PlannedFault } from "../../faults/fault.ts";
import { WavetankError } from "../../kernel/error.ts";
import type { Duration } from "../../kernel/time.ts";
import { Instruments } from "../../market/instruments.ts";
import { CAPTURE_SOURCE } from "../../traffic/bus/capture-config.ts";
import type { TrafficRecord } from "../../traffic/record.ts";
import type { VenueAdapter } from "../../venues/adapter.ts";
import { adapterFor } from "../../venues/index.ts";
import { CapturedEntries } from "../captured-entry.ts";
import { disturbed } from "./disturbed.ts";
import { Pace } from "./pace.ts";
import { playRecord } from "./play-record.ts";
import { SessionCollector } from "./session-collector.ts";
import type { SessionPlay } from "./session-play.ts";
import type { Recorded } from "./traffic.ts";

/** Plays a recording through the adapters of its venues, with the plan's faults of venues; the seed changes nothing. */
export function playRecording(
  { loaded, path }: Recorded, duration: Duration, faults: readonly PlannedFault[],
): SessionPlay {
  if (loaded === undefined)
    throw new WavetankError("E_SCENARIO", `the recording ${path} is not loaded`, {
      expected: "loadRecordings, before it is run",
    });
  const instruments = new Instruments();
  const desk = new SessionCollector();
  const players = loaded.venues.map((venue) => playerOf(venue, loaded.epochUnixNs, desk, instruments));
  const pace = new Pace(loaded.venues, faults);
  for (const record of disturbed(loaded, faults, duration)) {
    desk.arrived(record, pace.arrival(record), loaded.venues[record.source] as string);
    players[record.source]?.(record);
  }
  return desk.play(instruments);
}

type Player = (record: TrafficRecord) => void;

function playerOf(venue: string, epochUnixNs: bigint, desk: SessionCollector, instruments: Instruments): Player {
  if (venue === CAPTURE_SOURCE) return captured(desk);
  const adapter: VenueAdapter | undefined = adapterFor(venue)?.(desk, instruments, epochUnixNs);
  if (adapter === undefined) throw new WavetankError("E_VENUE", `${venue} is not a venue that wavetank maps`);
  return (record) => playRecord(record, adapter);
}

/** What a captured bus carried is published as it was. */
function captured(desk: SessionCollector): Player {
  const entries = new CapturedEntries();
  const readers = new Map<string, EntryReader>();
  return (record) => {
    if (record.kind !== "frame") return;
    const { connection: stream, bytes } = record;
    const reader = readers.get(stream) ?? new EntryReader(stream);
    readers.set(stream, reader);
    try {
      for (const message of reader.read(entries.read(bytes))) desk.carried(message);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof WavetankError)) throw error;
      desk.rejected();
    }
  };
}
