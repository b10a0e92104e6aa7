import { WavetankError } from "../../kernel/error.ts";

/** A place in a file. Where a block is at fault, the offset is that of its first byte. */
export interface Place {
  readonly name: string;
  readonly offset: number;
}

export const formatPlace = (place: Place): string => `${place.name} @ byte ${place.offset}`;

const INTACT_BEFORE = "the records before this byte are intact and were read";

/** The bytes are not the ones that were written. */
export function damaged(place: Place, found: string, expected: string): WavetankError {
  return new WavetankError("E_RECORDING_DAMAGED", `the recording is damaged: ${found}`, {
    where: formatPlace(place),
    expected,
    hint: `${INTACT_BEFORE}; fetch the file again from where it was recorded`,
  });
}

/** The file ends inside something. */
export function truncated(place: Place, found: string, expected: string): WavetankError {
  return new WavetankError("E_RECORDING_TRUNCATED", `the recording is cut short: ${found}`, {
    where: formatPlace(place),
    expected,
    hint: `${INTACT_BEFORE}; if the copy broke off, copy again; if the recorder was killed, this is all there is`,
  });
}

/** A block is whole, but it is not the one that belongs here. */
export function misplaced(place: Place, found: string, expected: string): WavetankError {
  return new WavetankError("E_RECORDING_SEQUENCE", `the recording's blocks do not follow one another: ${found}`, {
    where: formatPlace(place),
    expected,
    hint: "blocks were removed, repeated, reordered or taken from another file; fetch the file again",
  });
}

/** Checksums hold, so the bytes are as written: the program that wrote them was wrong, or hostile. */
export function illegal(place: Place, found: string, expected: string): WavetankError {
  return new WavetankError("E_RECORDING_CONTENT", `the recording holds what the format does not allow: ${found}`, {
    where: formatPlace(place),
    expected,
    hint: "its checksums are right, so it was written like this: do not trust the program that wrote it",
  });
}
