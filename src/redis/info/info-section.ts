import type { ServerState } from "../server/command.ts";

/** The lines of one section of INFO: names and values. */
export type InfoLines = readonly (readonly [name: string, value: string | number])[];

export type InfoSection = (server: ServerState) => InfoLines;

const UNITS = ["B", "K", "M", "G", "T"];

/** `1.27M`, as the `_human` lines show bytes. */
export function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  return unit === 0 ? `${bytes}B` : `${value.toFixed(2)}${UNITS[unit]}`;
}
