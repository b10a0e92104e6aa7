import { avalanche } from "../../kernel/hash.ts";

/** A payload that says which message it is, and shows whether it has been changed. */
export function makePayload(index: number, bytes: number): Uint8Array {
  const payload = new Uint8Array(bytes);
  const check = avalanche(index ^ bytes);
  for (let i = 0; i < 4; i++) {
    payload[i] = index >>> (8 * i);
    payload[4 + i] = check >>> (8 * i);
  }
  return payload;
}

/** Whether `payload` is what `makePayload` made for `index`. */
export function isIntact(payload: Uint8Array, index: number): boolean {
  const check = avalanche(index ^ payload.length);
  for (let i = 0; i < 4; i++) {
    if (payload[i] !== ((index >>> (8 * i)) & 255) || payload[4 + i] !== ((check >>> (8 * i)) & 255)) return false;
  }
  return true;
}

export const isSame = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, index) => byte === right[index]);
