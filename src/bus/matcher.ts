const STAR = 42;
const QUESTION = 63;

const encoder = new TextEncoder();

/**
 * Does `pattern` match `topic`? The language is NautilusTrader's (crates/common/src/msgbus/matching.rs): `*` is any run
 * of bytes, dots included and none at all; `?` is one byte; everything else stands for itself. Bytes are those of
 * UTF-8, so `?` is half an `é`.
 *
 * With its quirk, `literalStars: "nautilus"`: a literal byte of the pattern is compared before the star is, so a `*` in
 * the topic itself is taken by a `*` in the pattern as that one byte. `"plain"` lets a star match any run of bytes,
 * stars too. Topics without wildcards never meet the difference.
 */
export function isMatching(topic: string, pattern: string, literalStars: LiteralStars = "nautilus"): boolean {
  return matches(matchableBytes(topic), matchableBytes(pattern), literalStars === "plain");
}

/** {@link isMatching} of what was made into bytes before. */
export function areMatching(topic: Uint8Array, pattern: Uint8Array, literalStars: LiteralStars): boolean {
  return matches(topic, pattern, literalStars === "plain");
}

/** What a star in a pattern makes of a star in a topic. */
export type LiteralStars = "nautilus" | "plain";

export const matchableBytes = (text: string): Uint8Array => encoder.encode(text);

/** Two pointers; on a mismatch, the last star takes one byte more. */
function matches(topic: Uint8Array, pattern: Uint8Array, starsFirst: boolean): boolean {
  let at = 0;
  let step = 0;
  let starStep = -1;
  let starAt = 0;
  while (at < topic.length) {
    const wanted = pattern[step];
    if (wanted === STAR && (starsFirst || topic[at] !== STAR)) {
      starStep = step++;
      starAt = at;
    } else if (wanted !== undefined && (wanted === QUESTION || wanted === topic[at])) {
      at++;
      step++;
    } else if (starStep >= 0) {
      step = starStep + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (pattern[step] === STAR) step++;
  return step === pattern.length;
}
