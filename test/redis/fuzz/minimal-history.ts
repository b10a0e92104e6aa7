import type { Move } from "./history.ts";

/** A part of the history, in order, from which no move can be left out without losing what `fails` looks for. */
export async function minimalHistory(
  history: readonly Move[], fails: (history: readonly Move[]) => Promise<boolean>,
): Promise<readonly Move[]> {
  let kept = history;
  for (let size = Math.ceil(kept.length / 2); size >= 1;) {
    let removed = false;
    for (let start = kept.length - size; start > -size; start -= size) {
      const without = [...kept.slice(0, Math.max(0, start)), ...kept.slice(Math.max(0, start + size))];
      if (without.length === kept.length || without.length === 0 || !(await fails(without))) continue;
      kept = without;
      removed = true;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!removed) break;
  }
  return shorterWords(kept, fails);
}

/** Then words: long values become short ones, optional words go. */
async function shorterWords(
  history: readonly Move[], fails: (history: readonly Move[]) => Promise<boolean>,
): Promise<readonly Move[]> {
  let kept = history;
  for (let index = 0; index < kept.length; index++) {
    for (let at = 1; ; at++) {
      const move = kept[index] as Move;
      if ("sleepMs" in move || at >= move.args.length) break;
      const arg = move.args[at] as string;
      const candidates = [[...move.args.slice(0, at), ...move.args.slice(at + 1)]];
      if (arg.length > 8) candidates.push([...move.args.slice(0, at), arg.slice(0, 1), ...move.args.slice(at + 1)]);
      for (const args of candidates) {
        const changed = kept.map((one, place) => (place === index ? { ...move, args } : one));
        if (!(await fails(changed))) continue;
        kept = changed;
        at--;
        break;
      }
    }
  }
  return kept;
}
