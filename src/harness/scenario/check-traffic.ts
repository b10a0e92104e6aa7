import { PRIORITIES, priorityName } from "../../bus/priority.ts";
import { producerNames } from "../world/world.ts";
import { unknownName, type ScenarioProblem } from "./scenario-problem.ts";
import type { Scenario } from "./scenario.ts";
import type { Recorded, Session, Traffic } from "./traffic.ts";

type Flowing = Exclude<Traffic, Session | Recorded>;

/** Each is kept, with all that became of it, until the run is over. */
const MOST_MESSAGES = 10_000_000;
const MOST_KEYS = 1_000_000;
const MOST_BYTES = 16 << 20;
const MOST_SHARES = 10_000;
const NS_PER_SECOND = 1_000_000_000;

const CLASSES = PRIORITIES.map(priorityName);

/** Flows of nobody, of nothing, or of more than a run can hold. */
export function checkTraffic(scenario: Scenario): readonly ScenarioProblem[] {
  const producers = producerNames(scenario);
  return scenario.traffic.flatMap((flow): readonly ScenarioProblem[] => [
    ...(flow.producer === undefined || producers.includes(flow.producer)
      ? []
      : [unknownName(flow.producer, producers, "producer of this scenario")]),
    ...(flow.kind === "session"
      ? checkSession(flow)
      : flow.kind === "recording"
        ? []
        : checkFlow(flow, scenario.duration)),
  ]);
}

function checkFlow(flow: Flowing, duration: number): readonly ScenarioProblem[] {
  const { keys = 1, bytes = 0, mix = {}, from = 0, until = duration } = flow;
  const problems: ScenarioProblem[] = [];
  const refuse = (token: string, problem: string, expected: string): void =>
    void problems.push({ token, problem, expected });
  if (flow.kind === "poisson") {
    const most = Math.floor(MOST_MESSAGES / (duration / NS_PER_SECOND));
    if (!(flow.perSecond > 0 && flow.perSecond <= most))
      refuse("perSecond", `${flow.perSecond} messages a second`, `more than 0, and at most ${most} over this duration`);
  } else if (!isBetween(flow.messages, 1, MOST_MESSAGES)) {
    refuse("messages", `${flow.messages} messages`, `1 to ${MOST_MESSAGES}`);
  }
  if (flow.kind === "clusters" && flow.size !== undefined && !isBetween(flow.size, 1, MOST_MESSAGES))
    refuse("size", `clusters of ${flow.size} messages`, `1 to ${MOST_MESSAGES}`);
  if (!isBetween(keys, 1, MOST_KEYS)) refuse("keys", `${keys} keys`, `1 to ${MOST_KEYS}`);
  if (!isBetween(bytes, 0, MOST_BYTES)) refuse("bytes", `payloads of ${bytes} bytes`, `0 to ${MOST_BYTES}`);
  if (!isBetween(from, 0, duration - 1))
    refuse("from", `a flow from ${from} ns never begins`, `a time from 0 to the duration, ${duration} ns`);
  else if (!isBetween(until, from + 1, Number.MAX_SAFE_INTEGER))
    refuse("until", `a flow from ${from} to ${until} ns`, "an end after the beginning");
  return [...problems, ...checkMix(mix)];
}

function checkMix(mix: NonNullable<Flowing["mix"]>): readonly ScenarioProblem[] {
  const unknown = Object.keys(mix).filter((name) => !(CLASSES as readonly string[]).includes(name));
  if (unknown.length > 0) return unknown.map((name) => unknownName(name, CLASSES, "class of messages"));
  const shares = Object.values(mix);
  const isWhole = shares.every((share) => isBetween(share, 0, MOST_SHARES));
  if (shares.length === 0 || (isWhole && shares.some((share) => share > 0))) return [];
  return [
    {
      token: "mix", problem: `shares of ${shares.join(", ")}`,
      expected: `whole numbers up to ${MOST_SHARES}, and not all of them 0`,
    },
  ];
}

function checkSession({ venues }: Session): readonly ScenarioProblem[] {
  if (!Array.isArray(venues) || venues.length === 0)
    return [{ token: "session", problem: "a session has no venues", expected: "at least one" }];
  return venues
    .filter(({ perSecond = 1 }) => !(perSecond > 0 && perSecond <= MOST_MESSAGES))
    .map(({ perSecond }) => ({
      token: "perSecond", problem: `${perSecond} events a second`,
      expected: `more than 0, and at most ${MOST_MESSAGES}`,
    }));
}

const isBetween = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
