import {
  always, drop, handlerFailure, ms, scenario, sometimes, steady, us, writeRetried, type Always, type Scenario,
  type Sometimes,
} from "../../src/harness/authoring.ts";
import type { Duration } from "../../src/kernel/time.ts";
import type { MessageAccount } from "../../src/oracles/evidence/account.ts";

/** A bug that needs two things to happen in one order, as a property that only such a history violates. */
export interface PlantedBug {
  readonly name: string;
  /** The first and the second constraint. */
  readonly needs: readonly [string, string];
  readonly scenario: Scenario;
  /** Every way finds it at once: a control, of which no way may lose sight. */
  readonly isEasy?: true;
}

const WINDOW = ms(100);
/** Of each feed. */
const MESSAGES = 50;
/** How much later than what came after it an overtaken message is. */
const OVERTAKEN = us(900);
/** Processes of producers count from 0, and none of them dies. */
const FEED_1 = 0;

/** Two feeds and two engines, a message a millisecond. */
const busy = (
  name: string, claim: string, planted: Always,
  changes: Partial<Scenario> & { readonly sometimes: readonly Sometimes[] },
): Scenario =>
  scenario({
    name, claim, duration: WINDOW, bus: { producers: 2, consumers: 2 }, deployment: { commandTimeout: ms(500) },
    traffic: [
      steady({ messages: MESSAGES, producer: "feed-1" }),
      steady({ messages: MESSAGES, producer: "feed-2", from: ms(1) }),
    ],
    faults: [], eventually: [],
    ...changes,
    always: [planted],
  });

/**
 * Violated by `inRow` events of one kind and, later, as many of the other: each call says of which kind an event is.
 */
function firstThen(inRow: number): (kind: "first" | "second" | "neither") => boolean {
  let stage = 0;
  let count = 0;
  return (kind) => {
    count = kind === (stage === 0 ? "first" : "second") ? count + 1 : 0;
    if (count < inRow) return false;
    count = 0;
    return ++stage >= 2;
  };
}

/** What the reader has is ahead of what the writer knows; then the writer is ahead of the reader. */
const leads = (inRow: number, by: Duration): Always =>
  always("lead-is-kept", "who is ahead stays ahead", (verdicts) => {
    const step = firstThen(inRow);
    const look = (at: number, message: MessageAccount, kind: "first" | "second", since: number): void => {
      verdicts.compare();
      if (since >= 0 && step(at - since >= by ? kind : "neither"))
        verdicts.violate(at, "the lead has changed", `message ${message.index}`, message);
    };
    return {
      stored: (message, at) => look(at, message, "first", message.handledAt),
      handled: (message, _process, _intact, at) => look(at, message, "second", message.storedAt),
    };
  });

/** Of two feeds, first one and then the other is overtaken: what it took earlier is applied later. */
const feedsOvertake = (by: Duration): Always =>
  always("feeds-in-step", "no feed is overtaken after having overtaken", (verdicts) => {
    const step = firstThen(1);
    let latest: MessageAccount | undefined;
    return {
      applied(message, _node, at) {
        verdicts.compare();
        const isOvertaken =
          latest !== undefined && latest.life !== message.life && latest.acceptedAt - message.acceptedAt >= by;
        if (isOvertaken && step(message.life === FEED_1 ? "first" : "second"))
          verdicts.violate(at, "feeds overtook each other", `message ${message.index}`, message);
        if (latest === undefined || message.acceptedAt > latest.acceptedAt) latest = message;
      },
    };
  });

/** Of two engines, first one and then the other handles late what was applied early. */
const enginesOvertake = (by: Duration): Always =>
  always("engines-in-step", "no engine is overtaken after having overtaken", (verdicts) => {
    const step = firstThen(1);
    let latest = -1;
    return {
      handled(message, { name }, _intact, at) {
        verdicts.compare();
        if (latest - message.appliedAt >= by && step(name === "engine-1" ? "first" : "second")) {
          verdicts.violate(at, "engines overtook each other", `message ${message.index}`, message);
        }
        latest = Math.max(latest, message.appliedAt);
      },
    };
  });

/** A feed is overtaken, and later an engine. */
const slownessMoves = (feedBy: Duration, engineBy: Duration): Always =>
  always("slowness-stays", "no engine is slow after a feed was", (verdicts) => {
    let accepted = -1;
    let applied = -1;
    let feedWasSlow = false;
    return {
      applied(message) {
        feedWasSlow ||= accepted - message.acceptedAt >= feedBy;
        accepted = Math.max(accepted, message.acceptedAt);
      },
      handled(message, _process, _intact, at) {
        verdicts.compare();
        if (feedWasSlow && applied - message.appliedAt >= engineBy)
          verdicts.violate(at, "slowness has moved", `message ${message.index}`, message);
        applied = Math.max(applied, message.appliedAt);
      },
    };
  });

/** One feed tries a write again, and later the other does. */
const bothRetry: Always = always("one-feed-retries", "of two feeds one retries at most", (verdicts) => {
  let first: number | undefined;
  return {
    sent(batch, attempt, at) {
      verdicts.compare();
      if (attempt < 2) return;
      first ??= batch[0]?.life;
      if (batch[0]?.life !== first) verdicts.violate(at, "both feeds tried again", `attempt ${attempt}`);
    },
  };
});

const failsThenRetries: Always = always(
  "failure-alone", "no write is tried again after a handler has failed",
  (verdicts) => {
    let failed = false;
    return {
      handlerFailed: () => void (failed = true),
      sent(_batch, attempt, at) {
        verdicts.compare();
        if (attempt > 1 && failed)
          verdicts.violate(at, "a write was tried again after a failure", `attempt ${attempt}`);
      },
    };
  },
);

const handlerFailed: Sometimes = sometimes("handler-failed", "a handler fails", (hit) => ({
  handlerFailed: () => hit(),
}));
const readerLeads: Sometimes = sometimes(
  "reader-leads", "a message is handled before its producer knows of it",
  (hit) => ({
    stored: ({ handledAt }) => void (handledAt >= 0 && hit()),
  }),
);
const engineOvertaken: Sometimes = sometimes(
  "engine-overtaken", "a message is handled after one that was applied later",
  (hit) => {
    let latest = -1;
    return {
      handled({ appliedAt }) {
        if (latest - appliedAt >= OVERTAKEN) hit();
        latest = Math.max(latest, appliedAt);
      },
    };
  },
  ["consumers>1"],
);

const rare = { lasting: ms(90), perMille: 3 } as const;
const impatient = { deployment: { commandTimeout: ms(20) } } as const;

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: "lead-changes", needs: ["the reader is ahead of the writer", "the writer is ahead of the reader"],
    scenario: busy("lead-changes", "Who is ahead stays ahead.", leads(5, us(300)), { sometimes: [readerLeads] }),
  },
  {
    name: "feeds-overtake", isEasy: true, needs: ["feed 1 is overtaken", "feed 2 is overtaken"],
    scenario: busy("feeds-overtake", "Feeds stay in step.", feedsOvertake(us(1_900)), { sometimes: [readerLeads] }),
  },
  {
    name: "engines-overtake", needs: ["engine 1 is overtaken", "engine 2 is overtaken"],
    scenario: busy("engines-overtake", "Engines stay in step.", enginesOvertake(OVERTAKEN), {
      sometimes: [engineOvertaken],
    }),
  },
  {
    name: "slowness-moves", needs: ["a feed is overtaken", "an engine is overtaken"],
    scenario: busy("slowness-moves", "Slowness stays where it is.", slownessMoves(us(1_000), us(1_000)), {
      sometimes: [readerLeads],
    }),
  },
  {
    name: "both-feeds-retry", needs: ["a write of one feed is tried again", "a write of the other is"],
    scenario: busy("both-feeds-retry", "One feed retries at most.", bothRetry, {
      ...impatient,
      faults: [drop("feed-1", { at: ms(5), ...rare }), drop("feed-2", { at: ms(5), ...rare })],
      sometimes: [writeRetried()],
    }),
  },
  {
    name: "failure-then-retry", needs: ["a handler fails", "a write is tried again"],
    scenario: busy("failure-then-retry", "A failure comes alone.", failsThenRetries, {
      ...impatient,
      sometimes: [handlerFailed, writeRetried()],
      faults: [handlerFailure("engine-1", { at: ms(5), ...rare }), drop("feed-1", { at: ms(5), ...rare })],
    }),
  },
];
