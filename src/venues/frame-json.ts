import { describe, malformed } from "./frame-error.ts";

/** @throws {WavetankError} E_FRAME - `frame` is not JSON. */
export function parseJson(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    throw malformed(`${frame.length} characters that are not JSON`, "one JSON document");
  }
}

/** The fields of a JSON object are all unknown until they are looked at. */
export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws {WavetankError} E_FRAME - `value` is no object. */
export function objectAt(value: unknown, name: string): Fields {
  if (isObject(value)) return value;
  throw malformed(`${name} is ${describe(value)}`, "an object");
}

/** @throws {WavetankError} E_FRAME - `value` is no array. */
export function arrayAt(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw malformed(`${name} is ${describe(value)}`, "an array");
}

/** @throws {WavetankError} E_FRAME - `value` is no text. */
export function textAt(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw malformed(`${name} is ${describe(value)}`, "text");
}

/** A counter of the venue. @throws {WavetankError} E_FRAME - `value` is no integer from 0 to 2^53 − 1. */
export function counterAt(value: unknown, name: string): number {
  if (typeof value === "number" && value >= 0 && Number.isSafeInteger(value)) return value;
  throw malformed(`${name} is ${describe(value)}`, "an integer from 0 to 2^53 - 1");
}

/** An id for people and for equality; "" where the venue gives none. @throws {WavetankError} E_FRAME - no id. */
export function idAt(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : String(counterAt(value, name));
}
