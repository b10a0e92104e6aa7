import { describe, expect, test } from "vitest";
import {
  boundedMemory, bookMatches, conserved, deadLetters, effectOnce, fenced, ledgerZero, metricEqualsLog, noInversion,
  noLoss, orderedPerKey, trimSafe, type Always, type RunView, type Witness,
} from "../../src/harness/authoring.ts";
import { PropertyJudge } from "../../src/oracles/property.ts";
import { engine, loss, message, view } from "./run-view.ts";

function judge(
  property: Always, run: RunView, tell: (witness: Witness) => void,
): { readonly verdict: string; readonly shape: string | undefined } {
  let shape: string | undefined;
  const judged = new PropertyJudge(property.name, property.claim, (breach) => (shape = breach.shape));
  tell(property.watch(judged, run));
  return { verdict: judged.report().verdict, shape };
}

const lost = message({ handled: 0, end: "open" });
const first = engine();

interface Case {
  readonly what: string;
  readonly property: Always;
  readonly run?: RunView;
  readonly tell: (witness: Witness) => void;
}

const poison = message({ end: "dead-lettered", handled: 0 });
const bury = (witness: Witness): void => {
  witness.handlerFailed?.(poison, first, 1, 50);
  witness.buried?.(poison, "redis-0", 51);
  witness.deadLettered?.(poison, "it failed", 52);
};
const twoLives = view({
  fenced: true,
  lives: [{ producer: "feed-1", epoch: 1 }, { producer: "feed-1", epoch: 2 }, { producer: "feed-2", epoch: 1 }],
});

/**
 * One of two messages was forgotten from 50 on, till `foundAgainAt`, and takes effect at 80; the later one did so at
 * `handledAt`.
 */
function returned(handledAt: number, foundAgainAt = 70): Pick<Case, "run" | "tell"> {
  const later = message({ index: 2, handledAt });
  const found = message({ forgottenAt: 50, foundAgainAt, handledAt: 80 });
  return {
    run: view({ messages: [found, later] }),
    tell: (witness) => {
      witness.handled?.(later, first, true, handledAt);
      witness.handled?.(found, first, true, 80);
    },
  };
}

const PLANTED: readonly Case[] = [
  {
    what: "a message that left its client unseen", property: conserved(),
    tell: (witness) => (witness.accepted?.(message(), 10), witness.step?.(11)),
  },
  { what: "a message from nowhere", property: conserved(), tell: (witness) => witness.unknown?.("feed-1 1-9", 12) },
  {
    what: "an accepted message that is nowhere", property: conserved(),
    run: view({ messages: [message({ end: "open", storedAt: -1, copies: 0 })] }),
    tell: (witness) => witness.finished?.(90),
  },
  {
    what: "an acknowledged message that is lost", property: noLoss(), run: view({ messages: [lost] }),
    tell: (witness) => witness.finished?.(90),
  },
  {
    what: "a loss from before the window that the deployment promises", property: noLoss(),
    run: view({ messages: [lost], losses: [loss({ window: 5 })] }), tell: (witness) => witness.finished?.(90),
  },
  {
    what: "a loss that the deployment rules out", property: noLoss(),
    run: view({ messages: [lost], losses: [loss({ allowed: false })] }), tell: (witness) => witness.finished?.(90),
  },
  {
    what: "a loss by another node that was no master", property: noLoss(),
    run: view({ messages: [lost], losses: [loss({ node: "redis-1", wasMaster: false })] }),
    tell: (witness) => witness.finished?.(90),
  },
  {
    what: "an acknowledgement of what no server has taken", property: noLoss(),
    tell: (witness) => witness.stored?.(message({ copies: 0 }), 40),
  },
  {
    what: "a message that was given up without a letter", property: deadLetters(),
    tell: (witness) => witness.deadLettered?.(poison, "it failed", 52),
  },
  {
    what: "a letter of a message that never failed", property: deadLetters(),
    tell: (witness) => witness.buried?.(poison, "redis-0", 51),
  },
  {
    what: "a second letter of a message", property: deadLetters(),
    tell: (witness) => {
      bury(witness);
      witness.buried?.(poison, "redis-0", 53);
    },
  },
  {
    what: "a letter that is gone", property: deadLetters(),
    tell: (witness) => {
      bury(witness);
      witness.finished?.(90);
    },
  },
  {
    what: "a letter that nobody wrote", property: deadLetters(), run: view({ letters: [poison] }),
    tell: (witness) => witness.finished?.(90),
  },
  {
    what: "an entry of a life that was fenced", property: fenced(), run: twoLives,
    tell: (witness) => {
      for (const life of [0, 1, 0]) witness.applied?.(message({ life }), "redis-0", 30);
    },
  },
  {
    what: "a message handled twice by one process", property: effectOnce(),
    tell: (witness) => {
      const one = message();
      witness.handled?.(one, first, true, 50);
      witness.handled?.(one, first, true, 51);
    },
  },
  {
    what: "an acknowledged message that takes effect again after a crash", property: effectOnce(),
    tell: (witness) => {
      const one = message();
      witness.handled?.(one, engine(), true, 50);
      witness.crashed?.("engine-1", 61);
      witness.handled?.(one, engine("engine-1", 2), true, 70);
    },
  },
  {
    what: "a changed payload", property: effectOnce(),
    tell: (witness) => witness.handled?.(message(), first, false, 50),
  },
  {
    what: "a message after a later one of its key", property: orderedPerKey(),
    tell: (witness) => {
      witness.handled?.(message({ index: 2 }), first, true, 50);
      witness.handled?.(message({ index: 1 }), first, true, 51);
    },
  },
  {
    what: "a message after a later one of its key, which took effect before the master had forgotten it",
    property: orderedPerKey(),
    ...returned(48),
  },
  {
    what: "a message after a later one of its key, which took effect before the master had forgotten it for good",
    property: orderedPerKey(),
    ...returned(48, -1),
  },
  {
    what: "a message after a later one of its key, which took effect after it was found again",
    property: orderedPerKey(),
    ...returned(71),
  },
  {
    what: "less urgent messages that go first", property: noInversion(),
    tell: (witness) => {
      const low = Array.from({ length: 9 }, (_, index) => message({ index, priority: 0, servedAs: 0 }));
      for (const each of [...low, message({ index: 9, priority: 3 })]) witness.accepted?.(each, 10);
      witness.sent?.(low, 1, 11);
    },
  },
  {
    what: "entries trimmed unacknowledged", property: trimSafe(),
    run: view({ stream: { length: 5, backlog: 5, unacknowledgedTrimmed: 3, added: 9 } }),
    tell: (witness) => witness.trimmed?.(4, 50),
  },
  {
    what: "a timer that is left", property: ledgerZero(), run: view({ resources: { timers: 1 } }),
    tell: (witness) => witness.finished?.(90),
  },
  {
    what: "a client that reports finished messages", property: metricEqualsLog(),
    run: view({ messages: [message()], metrics: { "client.held": 1, "stream.added": 0 } }),
    tell: (witness) => witness.finished?.(90),
  },
  {
    what: "a stream that counts another number of entries", property: metricEqualsLog(),
    run: view({ metrics: { "client.held": 0, "stream.added": 7 } }), tell: (witness) => witness.finished?.(90),
  },
  {
    what: "a class above its capacity", property: boundedMemory(), run: view({ peaks: [3, 3, 3, 11] }),
    tell: (witness) => witness.finished?.(90),
  },
  {
    what: "a book that differs", property: bookMatches(),
    run: view({ books: { compared: 5, violation: "BTCUSDT bid 5: 1 behind the bus, 2 in the frames" } }),
    tell: (witness) => witness.finished?.(90),
  },
];

const HEALTHY: readonly Case[] = [
  { what: "conserved", property: conserved(), tell: (witness) => witness.step?.(11) },
  {
    what: "noLoss, with a loss that the deployment allows", property: noLoss(),
    run: view({ messages: [lost, message()], losses: [loss()] }), tell: (witness) => witness.finished?.(90),
  },
  {
    what: "noLoss, with a write to a master that did not know that it was replaced", property: noLoss(),
    run: view({
      messages: [message({ ...lost, lastAppliedAt: 60 })], losses: [loss({ at: 45, until: 70, window: Infinity })],
    }),
    tell: (witness) => witness.finished?.(90),
  },
  {
    what: "deadLetters", property: deadLetters(), run: view({ letters: [poison] }),
    tell: (witness) => {
      bury(witness);
      witness.finished?.(90);
    },
  },
  {
    what: "deadLetters, written anew by a store that had lost the first", property: deadLetters(),
    run: view({ losses: [loss()] }),
    tell: (witness) => {
      bury(witness);
      witness.buried?.(poison, "redis-1", 60);
    },
  },
  {
    what: "fenced, with a producer beside that has one life", property: fenced(), run: twoLives,
    tell: (witness) => {
      for (const life of [0, 1, 2, 1]) witness.applied?.(message({ life }), "redis-0", 30);
    },
  },
  {
    what: "fenced, on a server that has lost the fence", property: fenced(), run: twoLives,
    tell: (witness) => {
      witness.applied?.(message({ life: 1 }), "redis-0", 30);
      witness.dataLost?.(loss());
      witness.applied?.(message({ life: 0 }), "redis-0", 31);
    },
  },
  {
    what: "effectOnce, repeated after a crash before the acknowledgement", property: effectOnce(),
    tell: (witness) => {
      const one = message({ acknowledgedAt: -1 });
      witness.handled?.(one, engine(), true, 50);
      witness.crashed?.("engine-1", 55);
      witness.handled?.(one, engine("engine-1", 2), true, 70);
    },
  },
  {
    what: "orderedPerKey, of two keys", property: orderedPerKey(),
    tell: (witness) => {
      for (const [index, key] of [[2, 0], [1, 1], [3, 0]] as const)
        witness.handled?.(message({ index, key }), first, true, 50);
    },
  },
  {
    what: "orderedPerKey, of a message that was forgotten while the later ones took effect", property: orderedPerKey(),
    ...returned(60),
  },
  {
    what: "orderedPerKey, of a message that only a master which was replaced still gave", property: orderedPerKey(),
    ...returned(60, -1),
  },
  {
    what: "noInversion, within the share", property: noInversion(),
    tell: (witness) => {
      const low = [message({ priority: 0, servedAs: 0 })];
      for (const each of [...low, message({ index: 9, priority: 3 })]) witness.accepted?.(each, 10);
      witness.sent?.(low, 1, 11);
    },
  },
  { what: "trimSafe", property: trimSafe(), tell: (witness) => witness.trimmed?.(4, 50) },
  { what: "ledgerZero", property: ledgerZero(), tell: (witness) => witness.finished?.(90) },
  { what: "metricEqualsLog", property: metricEqualsLog(), tell: (witness) => witness.finished?.(90) },
  { what: "boundedMemory", property: boundedMemory(), tell: (witness) => witness.finished?.(90) },
  {
    what: "bookMatches", property: bookMatches(), run: view({ books: { compared: 5, violation: undefined } }),
    tell: (witness) => witness.finished?.(90),
  },
];

describe("every oracle", () => {
  test.each(PLANTED)("catches $what", ({ property, run = view(), tell }) => {
    const { verdict, shape } = judge(property, run, tell);
    expect(verdict).toBe("fail");
    expect(shape).toMatch(/\w/);
    expect(shape).not.toMatch(/\d/);
  });

  test.each(HEALTHY)("passes what is right: $what", ({ property, run = view(), tell }) => {
    expect(judge(property, run, tell)).toEqual({ verdict: "pass", shape: undefined });
  });

  test.each(HEALTHY)("does not pass when it has compared nothing: $what", ({ property }) => {
    expect(judge(property, view(), () => {}).verdict).toBe("insufficient");
  });
});
