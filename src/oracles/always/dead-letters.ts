import type { MessageAccount } from "../evidence/account.ts";
import type { RunView } from "../evidence/witness.ts";
import { always, type Always, type Verdicts } from "../property.ts";

/**
 * Every message that a consumer gives up on is in the stream of dead letters by then, once, and nothing else is: each
 * letter is compared as it is written and given up, and in the end the stream with all of them. A store that was
 * allowed to lose data may have lost letters with it, and has got them anew: it is not asked in the end.
 */
export const deadLetters = (): Always =>
  always(
    "dead-letters",
    "every message that a consumer gives up on is in the stream of dead letters, once, and nothing else is",
    (verdicts, view) => {
      const failed = new Set<MessageAccount>();
      const letters = new Map<MessageAccount, number>();
      const givenUp = new Set<MessageAccount>();
      return {
        handlerFailed: (message) => void failed.add(message),
        buried(message, _node, at) {
          verdicts.compare();
          const copies = (letters.get(message) ?? 0) + 1;
          letters.set(message, copies);
          if (!failed.has(message)) {
            verdicts.violate(
              at, "a letter of a message that never failed",
              `message ${message.index} was buried, and handling it had never failed`, message,
            );
          } else if (copies > 1 && !mayHaveLost(view)) {
            verdicts.violate(
              at, "a message was buried twice", `message ${message.index} has ${copies} letters`, message,
            );
          }
        },
        deadLettered(message, _reason, at) {
          verdicts.compare();
          givenUp.add(message);
          if (!letters.has(message)) {
            verdicts.violate(
              at, "a message was given up without a letter",
              `message ${message.index} was given up, and no server has a letter of it`, message,
            );
          }
        },
        finished: (at) => compareStream(verdicts, view, givenUp, letters, at),
      };
    },
  );

/** The letters that are there against those that were written, of which the consumers know. */
function compareStream(
  verdicts: Verdicts, view: RunView, givenUp: ReadonlySet<MessageAccount>, written: ReadonlyMap<MessageAccount, number>,
  at: number,
): void {
  const { letters: there } = view;
  if (there === undefined || mayHaveLost(view)) return;
  const left = new Set(there);
  for (const message of givenUp) {
    verdicts.compare();
    if (!left.has(message))
      verdicts.violate(
        at, "a letter is gone", `the letter of message ${message.index} is not in the stream of dead letters any more`,
        message,
      );
  }
  for (const message of left) {
    verdicts.compare();
    if (!written.has(message))
      verdicts.violate(
        at, "a letter that nobody wrote",
        `the stream of dead letters has message ${message.index}, which nobody buried`, message,
      );
  }
}

const mayHaveLost = ({ losses }: RunView): boolean => losses.some(({ allowed }) => allowed);
