/**
 * Bytes as a string of as many characters, each 0–255: what Redis calls a string. JavaScript keeps such a string in one
 * byte a character, compares and hashes it natively, and needs no copy to share it.
 */
export type Bytes = string;

/** Up to so many characters, looking at each takes less time than a call of what is not JavaScript. */
const SHORT = 10;

/** Every other character has two bytes or more in UTF-8. */
function isAscii(text: string): boolean {
  if (text.length > SHORT) return Buffer.byteLength(text, "utf8") === text.length;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** The UTF-8 bytes of a text. */
export const bytesOfText = (text: string): Bytes =>
  isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");

/** The text whose UTF-8 bytes these are; U+FFFD where they are none. */
export const textOfBytes = (bytes: Bytes): string =>
  isAscii(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8");

export const bytesOfArray = (array: Uint8Array): Bytes =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("latin1");

export const arrayOfBytes = (bytes: Bytes): Buffer => Buffer.from(bytes, "latin1");
