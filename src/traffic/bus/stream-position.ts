/** Up to where a stream has been taken. */
export interface StreamPosition {
  /** The id of the last entry taken, or passed over. */
  readonly after: string;
  /**
   * How many entries had been added to the stream up to there in its life; undefined where the server does not count.
   */
  readonly added: number | undefined;
}

/** Why the entries of a stream are not all there. */
export type StreamBreak =
  /** `entries`: how many were added and never seen. */
  | { readonly kind: "gap"; readonly after: string; readonly before: string; readonly entries: number }
  | { readonly kind: "deleted" | "replaced" | "rolled-back"; readonly after: string };

const ID = String.raw`\d{1,20}-\d{1,20}`;
const POSITION = new RegExp(`^after (${ID})(?:, (\\d{1,16}) added)?$`);
const GAP = new RegExp(`^gap after (${ID}) before (${ID}): (\\d{1,16}) entries were trimmed or deleted unread$`);
const END = new RegExp(`^(deleted|replaced|rolled-back) after (${ID})$`);

/** As the address of a connect record: `after 1700000000000-0, 12 added`. */
export const formatPosition = ({ after, added }: StreamPosition): string =>
  `after ${after}${added === undefined ? "" : `, ${added} added`}`;

export function parsePosition(text: string): StreamPosition | undefined {
  const match = POSITION.exec(text);
  return match === null
    ? undefined
    : { after: match[1] as string, added: match[2] === undefined ? undefined : Number(match[2]) };
}

/** As the reason of a disconnect record. */
export function formatBreak(broken: StreamBreak): string {
  if (broken.kind !== "gap") return `${broken.kind} after ${broken.after}`;
  const { after, before, entries } = broken;
  return `gap after ${after} before ${before}: ${entries} entries were trimmed or deleted unread`;
}

export function parseBreak(text: string): StreamBreak | undefined {
  const gap = GAP.exec(text);
  if (gap !== null) {
    return { kind: "gap", after: gap[1] as string, before: gap[2] as string, entries: Number(gap[3]) };
  }
  const end = END.exec(text);
  if (end === null) return undefined;
  return { kind: end[1] as "deleted" | "replaced" | "rolled-back", after: end[2] as string };
}
