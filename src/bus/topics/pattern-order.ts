const STAR = "*";
const QUESTION = "?";
/** Stands for every character that no pattern names. */
const OTHER = "\u0000";

/** Pairs of states that are looked at at most; patterns as people write them come to a few dozen. */
const MAX_PAIRS = 20_000;

/**
 * Does every text that `inner` matches match `outer` too? Both are patterns with `*` and `?`. False also when the
 * patterns are so intricate that it cannot be told within bounds.
 */
export function includesPattern(outer: string, inner: string): boolean {
  const [wide, narrow] = [[...outer], [...inner]];
  const letters = [...new Set([...wide, ...narrow, OTHER])].filter((letter) => letter !== STAR && letter !== QUESTION);
  // Both read the same texts at once, each in all ways that it can: after none may `inner` be at its end alone.
  const pairs: (readonly [readonly number[], readonly number[]])[] = [[passed(narrow, [0]), passed(wide, [0])]];
  const met = new Set<string>();
  for (const [given, asked] of pairs) {
    if (given.includes(narrow.length) && !asked.includes(wide.length)) return false;
    for (const letter of letters) {
      const next = [read(narrow, given, letter), read(wide, asked, letter)] as const;
      const name = `${next[0].join()}|${next[1].join()}`;
      if (next[0].length === 0 || met.has(name)) continue;
      if (met.size >= MAX_PAIRS) return false;
      met.add(name);
      pairs.push(next);
    }
  }
  return true;
}

/** The places where a pattern may be after one more letter, ascending. */
function read(pattern: readonly string[], places: readonly number[], letter: string): readonly number[] {
  return passed(pattern, places.flatMap((place) => {
    const wanted = pattern[place];
    if (wanted === STAR) return [place];
    return wanted === QUESTION || wanted === letter ? [place + 1] : [];
  }));
}

/** With the places behind stars, since those may take nothing. */
function passed(pattern: readonly string[], places: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (let place of places) {
    all.add(place);
    while (pattern[place] === STAR) all.add(++place);
  }
  return [...all].sort((left, right) => left - right);
}

/** Is there a text that both patterns match? */
export function overlaps(left: string, right: string): boolean {
  const [a, b] = [[...left], [...right]];
  const width = b.length + 1;
  const holds = new Uint8Array((a.length + 1) * width);
  // From the ends on: whether what follows in the one and what follows in the other have a text in common.
  for (let i = a.length; i >= 0; i--) {
    for (let j = b.length; j >= 0; j--) {
      const [one, other] = [a[i], b[j]];
      const skipsOne = i < a.length && holds[(i + 1) * width + j] === 1;
      const skipsOther = j < b.length && holds[i * width + j + 1] === 1;
      const fits =
        one !== undefined && other !== undefined && (one === QUESTION || other === QUESTION || one === other);
      let reached = i === a.length && j === b.length;
      if (one === STAR) reached ||= skipsOne || (other !== undefined && skipsOther);
      if (other === STAR) reached ||= skipsOther || (one !== undefined && skipsOne);
      if (one !== STAR && other !== STAR && fits) reached ||= holds[(i + 1) * width + j + 1] === 1;
      holds[i * width + j] = reached ? 1 : 0;
    }
  }
  return holds[0] === 1;
}
