import { nearestName } from "../../bus/config/nearest-name.ts";

/** What is wrong with a scenario: `token` is the text to look for in its file. */
export interface ScenarioProblem {
  readonly token: string;
  readonly problem: string;
  readonly expected: string;
}

export function unknownName(name: string, known: readonly string[], what: string): ScenarioProblem {
  const nearest = nearestName(name, known);
  return {
    token: name, problem: `"${name}" is no ${what}`,
    expected: nearest === undefined ? `one of ${known.join(", ")}` : `${nearest}? There are ${known.join(", ")}`,
  };
}
