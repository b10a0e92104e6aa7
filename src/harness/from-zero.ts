import { WavetankError } from "../kernel/error.ts";
import type { FrameSlot, TrafficRecord, TrafficSource } from "../traffic/record.ts";

/**
 * The source as a run takes it, which begins at instant 0: one that begins before its epoch gets the instant of its
 * first record as epoch. Any other is the same object.
 */
export function fromZero(source: TrafficSource): TrafficSource {
  const { startsAt = 0 } = source;
  return startsAt < 0 ? new Shifted(source, -startsAt) : source;
}

class Shifted implements TrafficSource {
  readonly header: TrafficSource["header"];
  readonly format: string;
  readonly complete: boolean | undefined;
  readonly #source: TrafficSource;
  readonly #by: number;

  constructor(source: TrafficSource, by: number) {
    const { header, format, complete } = source;
    this.header = { ...header, epochUnixNs: header.epochUnixNs - BigInt(by) };
    this.format = format;
    this.complete = complete;
    this.#source = source;
    this.#by = by;
  }

  next(): TrafficRecord | undefined {
    const record = this.#source.next();
    return record === undefined ? undefined : { ...record, at: this.#shifted(record.at) };
  }

  nextInto(slot: FrameSlot): TrafficRecord | FrameSlot | undefined {
    if (this.#source.nextInto === undefined) return this.next();
    const record = this.#source.nextInto(slot);
    if (record === undefined) return undefined;
    const at = this.#shifted(record.at);
    if (record !== slot) return { ...record, at };
    slot.at = at;
    return slot;
  }

  #shifted(at: number): number {
    const shifted = at + this.#by;
    if (Number.isSafeInteger(shifted)) return shifted;
    throw new WavetankError("E_TIME", `a record ${shifted} ns after the first`, {
      where: this.#source.format, expected: "a session of at most 104 days",
      hint: "split the recording, or ask the program that wrote it about its times",
    });
  }
}
