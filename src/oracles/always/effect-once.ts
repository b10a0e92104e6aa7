import type { ConsumerProcess, RunView } from "../evidence/witness.ts";
import type { MessageAccount } from "../evidence/account.ts";
import { always, type Always, type Verdicts } from "../property.ts";

interface Effect {
  readonly process: ConsumerProcess;
  readonly at: number;
}

/**
 * No process handles a message twice, with whatever bytes; another process repeats one only for a reason: the first one
 * died before it had acknowledged, the entry was claimed from it, there are two entries of it, or the store forgot.
 */
export const effectOnce = (): Always =>
  always(
    "effect-once", "a message takes effect once, with the bytes that were published; a repetition has a reason",
    (verdicts, view) => {
      const first = new Map<MessageAccount, Effect>();
      const dead = new Map<string, number>();
      return {
        crashed: (node) => void dead.set(node, (dead.get(node) ?? 0) + 1),
        handled(message, process, intact, at) {
          verdicts.compare();
          if (!intact)
            verdicts.violate(
              at, "a payload arrived changed", `message ${message.index} arrived with another payload`, message,
            );
          const before = first.get(message);
          if (before === undefined) first.set(message, { process, at });
          else
            judgeRepetition(
              verdicts, view, message, before, process, (dead.get(before.process.name) ?? 0) >= before.process.life, at,
            );
        },
      };
    },
  );

function judgeRepetition(
  verdicts: Verdicts, view: RunView, message: MessageAccount, before: Effect, process: ConsumerProcess, isDead: boolean,
  at: number,
): void {
  if (before.process === process) {
    verdicts.violate(
      at, "one process handled a message twice", `${process.name} handled message ${message.index} again`, message,
    );
    return;
  }
  const isClaimed = before.process.name !== process.name;
  const wasForgotten = view.losses.some((loss) => loss.at >= before.at);
  const reason = message.copies > 1 || wasForgotten || isClaimed || (isDead && message.acknowledgedAt < 0);
  if (!reason) {
    verdicts.violate(
      at, "a message that was acknowledged took effect again",
      `message ${message.index}, acknowledged, was handled by ${process.name} again`, message,
    );
  }
}
