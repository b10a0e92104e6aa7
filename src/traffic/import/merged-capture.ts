import { asError } from "../bytes/damage.ts";
import type { RecordingHeader, RecordingSource, TrafficRecord, TrafficSource } from "../record.ts";
import type { CaptureInput } from "./capture-input.ts";
import { spanTooLong } from "./time-index.ts";

/** An input and its record that is next in line. */
interface Lane {
  readonly input: CaptureInput;
  head: TrafficRecord | undefined;
  isStale: boolean;
}

/**
 * The inputs of a capture as one source: merged by time, equal times in the order of the inputs. Inputs of one venue
 * share one entry of the table of sources, since one adapter has to see them all.
 */
export class MergedCapture implements TrafficSource {
  readonly header: RecordingHeader;
  readonly format: string;
  readonly #lanes: readonly Lane[];
  /** Synthesised connections that are open: a source and its connection's name. */
  readonly #implied = new Set<string>();
  #failure: Error | undefined;

  /** @throws {WavetankError} E_CAPTURE_TIME - the inputs lie more than 104 days apart. */
  constructor(inputs: readonly CaptureInput[]) {
    const epochSeconds = epochOf(inputs);
    const venues = [...new Set(inputs.map((input) => input.format.venue))];
    for (const input of inputs) input.place(epochSeconds, venues.indexOf(input.format.venue));
    this.#lanes = inputs.map((input) => ({ input, head: undefined, isStale: true }));
    this.format = [...new Set(inputs.map((input) => input.format.name))].join("+");
    this.header = {
      version: 1,
      epochUnixNs: BigInt(epochSeconds) * 1_000_000_000n,
      sources: venues.map((venue) => sourceOf(venue, inputs)),
      origin: `imported ${this.format} ${inputs.map((input) => input.name).join(", ")}`,
    };
  }

  next(): TrafficRecord | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return this.#next();
    } catch (caught) {
      this.#failure = asError(caught);
      throw this.#failure;
    }
  }

  #next(): TrafficRecord | undefined {
    let first: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane.isStale) {
        lane.head = lane.input.next();
        lane.isStale = false;
      }
      if (lane.head !== undefined && (first?.head === undefined || lane.head.at < first.head.at)) first = lane;
    }
    const record = first?.head;
    if (first === undefined || record === undefined) return undefined;
    const connecting = this.#connecting(first.input, record);
    if (connecting === undefined) first.isStale = true;
    return connecting ?? record;
  }

  /** What has to precede the first record of a format that does not record connecting. */
  #connecting({ format }: CaptureInput, { at, source }: TrafficRecord): TrafficRecord | undefined {
    const connection = format.impliedConnection;
    if (connection === undefined || this.#implied.has(`${source} ${connection}`)) return undefined;
    this.#implied.add(`${source} ${connection}`);
    return { kind: "connect", at, source, connection, address: "" };
  }
}

function sourceOf(venue: string, inputs: readonly CaptureInput[]): RecordingSource {
  const configs = inputs.filter((input) => input.format.venue === venue).map((input) => input.format.config);
  return { venue, config: [...new Set(configs.filter((config) => config !== ""))].join("\n") };
}

/** The second in which the earliest record was received; 0 when there is none. */
function epochOf(inputs: readonly CaptureInput[]): number {
  const held = inputs.map(({ times }) => times).filter(({ count }) => count > 0);
  if (held.length === 0) return 0;
  const epoch = Math.min(...held.map(({ origin, earliest }) => origin + Math.floor(earliest / 1_000_000_000)));
  for (const { name, times } of inputs) {
    const latest = (times.origin - epoch) * 1_000_000_000 + times.latest;
    if (times.count > 0 && !Number.isSafeInteger(latest)) throw spanTooLong(name);
  }
  return epoch;
}
