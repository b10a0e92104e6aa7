import { createHmac, randomBytes } from "node:crypto";

const ALPHABET = Buffer.from("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZxyzw", "latin1").subarray(
  0, 64,
);
const LEAD = Buffer.from("redacted-", "latin1");
const KEY_BYTES = 32;
const DIGEST_BYTES = 32;

/**
 * Letters and digits in place of a secret, as many as it has bytes. The same secret gives the same ones as long as this
 * function lives; its key is drawn at random and kept nowhere else, so nobody can try secrets out.
 */
export function secretDisguise(): (secret: Uint8Array) => Uint8Array {
  const key = randomBytes(KEY_BYTES);
  return (secret) => {
    const disguised = new Uint8Array(secret.length);
    let at = 0;
    if (secret.length >= LEAD.length * 2) for (const byte of LEAD) disguised[at++] = byte;
    for (let block = 0; at < disguised.length; block++) {
      const digest = createHmac("sha256", key).update(`${block}:`).update(secret).digest();
      for (let i = 0; i < DIGEST_BYTES && at < disguised.length; i++)
        disguised[at++] = ALPHABET[(digest[i] as number) & 63] as number;
    }
    return disguised;
  };
}
