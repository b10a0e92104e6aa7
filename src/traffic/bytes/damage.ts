import { WavetankError } from "../../kernel/error.ts";

/** The input stops before its end. `offset` counts bytes of the file as it is stored. */
export function truncated(name: string, offset: number, what: string): WavetankError {
  return new WavetankError("E_CAPTURE_TRUNCATED", `${name} is truncated: ${what}`, {
    where: `${name}, byte ${offset}`,
    expected: "a complete file",
    hint: "what precedes the cut was read; fetch the file again, or decompress what is whole of it and use that",
  });
}

/** The input contradicts its own format. `offset` counts bytes of the file as it is stored. */
export function corrupt(name: string, offset: number, what: string, cause?: unknown): WavetankError {
  return new WavetankError(
    "E_CAPTURE_CORRUPT",
    `${name} is damaged: ${what}`,
    {
      where: `${name}, near byte ${offset}`,
      expected: "bytes as the compressor wrote them",
      hint: "what precedes the damage was read; compare the file's checksum with its origin's and fetch it again",
    },
    cause,
  );
}

/** What was caught, to be thrown again later. */
export const asError = (caught: unknown): Error => (caught instanceof Error ? caught : new Error(String(caught)));
