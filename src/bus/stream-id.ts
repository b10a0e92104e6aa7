/** Compares stream ids `<ms>-<seq>` as Redis does: by both numbers, of up to 64 bits each. */
export function compareIds(left: string, right: string): number {
  const [leftMs, leftSeq] = parts(left);
  const [rightMs, rightSeq] = parts(right);
  return compareDigits(leftMs, rightMs) || compareDigits(leftSeq, rightSeq);
}

/** The smallest id after `id`. */
export function nextId(id: string): string {
  const [ms, seq] = parts(id);
  return `${ms}-${BigInt(seq) + 1n}`;
}

function parts(id: string): [string, string] {
  const dash = id.indexOf("-");
  return dash < 0 ? [id, "0"] : [id.slice(0, dash), id.slice(dash + 1)];
}

/** Canonical decimal digits compare by length, then by code unit. */
function compareDigits(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
