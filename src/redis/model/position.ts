/** A position between entries: everything up to and including (ms, seq) is behind it. */
export interface Position {
  readonly ms: number;
  readonly seq: number;
}

export const BEGINNING: Position = { ms: 0, seq: 0 };

export function isAfter(left: Position | undefined, right: Position): boolean {
  return left !== undefined && (left.ms > right.ms || (left.ms === right.ms && left.seq > right.seq));
}
