import { decodeUtf8 } from "./wire-text.ts";

/** The JSON document that `bytes` are; undefined where they are none. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asked only of a last line without a line end, which may have been cut: frames are their adapter's to judge. */
export const isJson = (bytes: Uint8Array): boolean => parseJson(bytes) !== undefined;

export const parseJsonObject = (bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined =>
  asJsonObject(parseJson(bytes));

export const asJsonObject = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
