const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = 61;
const VALUES: Int8Array = new Int8Array(256).fill(-1).map((_, byte) => ALPHABET.indexOf(String.fromCharCode(byte)));

/** The bytes that padded base64 (RFC 4648, section 4) stands for; undefined where it is anything else. */
export function decodeBase64(text: Uint8Array): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = Number(text.at(-1) === PADDING) + Number(text.at(-2) === PADDING);
  const out = new Uint8Array((text.length / 4) * 3 - padding);
  const last = text.length - padding;
  let written = 0;
  let bits = 0;
  for (let at = 0; at < last; at++) {
    const value = VALUES[text[at] ?? 0] ?? -1;
    if (value < 0) return undefined;
    bits = (bits << 6) | value;
    if ((at & 3) === 0) continue;
    out[written++] = bits >> (6 - 2 * (at & 3));
  }
  const unused = padding === 2 ? bits & 15 : padding === 1 ? bits & 3 : 0;
  return unused === 0 && text.at(-3) !== PADDING ? out : undefined;
}
