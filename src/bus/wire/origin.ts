import { Priority } from "../priority.ts";

/** Who sent a message, and which of his it is: what makes loss, duplication and reordering decidable. */
export interface Origin {
  readonly producer: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly priority: Priority;
}

/** `<epoch>-<sequence>-<priority>-<producer>`; the producer's name comes last because it may hold dashes. */
export const formatOrigin = ({ epoch, sequence, priority, producer }: Origin): string =>
  `${epoch}-${sequence}-${priority}-${producer}`;

/** Undefined when `text` is not what `formatOrigin` makes. */
export function parseOrigin(text: string): Origin | undefined {
  const first = text.indexOf("-");
  const second = text.indexOf("-", first + 1);
  const third = text.indexOf("-", second + 1);
  if (first < 1 || second < 0 || third < 0) return undefined;
  const epoch = natural(text, 0, first);
  const sequence = natural(text, first + 1, second);
  const priority = priorityOf(natural(text, second + 1, third));
  if (epoch < 0 || sequence < 0 || priority === undefined) return undefined;
  return { epoch, sequence, priority, producer: text.slice(third + 1) };
}

const NOT_A_NUMBER = -1;

/** The digits of `text` in [from, to) as a number, without making a substring. */
export function natural(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return NOT_A_NUMBER;
    value = value * 10 + digit;
  }
  return from === to || value > Number.MAX_SAFE_INTEGER ? NOT_A_NUMBER : value;
}

export function priorityOf(value: number): Priority | undefined {
  switch (value) {
    case Priority.LOW: case Priority.NORMAL: case Priority.HIGH: case Priority.CRITICAL: return value;
    default: return undefined;
  }
}
