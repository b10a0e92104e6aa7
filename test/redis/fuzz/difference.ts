import { CLIENTS, type Move } from "./history.ts";
import { turnsOf, type Played, type Player } from "./player.ts";

export interface Difference {
  readonly history: readonly Move[];
  readonly expected: readonly string[];
  readonly got: readonly string[];
  /** The names of those that answered. */
  readonly reference: string;
  readonly model: string;
}

/** Plays the history to both; the first turn whose replies differ, or undefined. */
export async function compare(
  history: readonly Move[], reference: Player, model: Player,
): Promise<Difference | undefined> {
  const turns = turnsOf(history);
  const [expected, got] = await Promise.all([reference.play(turns), model.play(turns)]);
  const at = firstDifference(expected, got);
  if (at < 0) return undefined;
  return { history, expected: expected[at] ?? [], got: got[at] ?? [], reference: reference.name, model: model.name };
}

function firstDifference(expected: Played, got: Played): number {
  for (let turn = 0; turn < Math.max(expected.length, got.length); turn++) {
    const left = expected[turn];
    const right = got[turn];
    if (left?.length !== right?.length || left?.some((reply, at) => reply !== right?.[at]) === true) return turn;
  }
  return -1;
}

/** As a case for test/redis/conformance/cases, with the replies that differ. */
export function differenceText({ history, expected, got, reference, model }: Difference): string {
  const letters = Array.from({ length: CLIENTS }, (_, client) => String.fromCharCode(65 + client));
  const steps = history.map((move) =>
    "sleepMs" in move ? `sleep ${move.sleepMs}` : [letters[move.client], ...move.args.map(quoted)].join(" "),
  );
  const only = (mine: readonly string[], other: readonly string[]): readonly string[] =>
    mine.filter((reply, at) => reply !== other[at]);
  return [
    "{", `  name: "…",`, "  steps: [", ...steps.map((step) => `    ${JSON.stringify(step)},`), "  ],", "}",
    ...only(expected, got).map((reply) => `${reference} answered ${JSON.stringify(reply)}`),
    ...only(got, expected).map((reply) => `${model} answered ${JSON.stringify(reply)}`),
  ].join("\n");
}

const quoted = (word: string): string => {
  if (/^[\x21\x23-\x26\x28-\x5b\x5d-\x7e]+$/.test(word)) return word;
  const escaped = word.replace(
    /[^\x20\x21\x23-\x5b\x5d-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${escaped}"`;
};
