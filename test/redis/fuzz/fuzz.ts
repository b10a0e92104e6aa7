import fc from "fast-check";
import { compare, type Difference } from "./difference.ts";
import { histories, type Move } from "./history.ts";
import { minimalHistory } from "./minimal-history.ts";
import type { Player } from "./player.ts";

export interface FuzzOptions {
  readonly areas: readonly string[];
  readonly commands: number;
  readonly commandsPerHistory: number;
  readonly seed: number;
  readonly reference: Player;
  readonly model: Player;
  /** Told after each history how many commands have been played. */
  readonly onProgress?: (commands: number) => void;
}

export interface FuzzOutcome {
  readonly commands: number;
  /** Cut down to what is needed to see it. */
  readonly difference: Difference | undefined;
}

/** Plays random histories to both until so many commands have been compared, or a reply differs. */
export async function fuzz({
  areas, commands, commandsPerHistory, seed, reference, model, onProgress,
}: FuzzOptions): Promise<FuzzOutcome> {
  const so = { far: 0, first: undefined as Difference | undefined };
  const property = fc.asyncProperty(histories(areas, commandsPerHistory), async (history) => {
    if (so.far >= commands) return true;
    so.first = await compare(history, reference, model);
    so.far += history.length;
    onProgress?.(so.far);
    return so.first === undefined;
  });
  for (let round = 0; so.far < commands; round++) {
    // fast-check finds it; our own search, which knows what a move is, cuts it down.
    await fc.check(property, { seed: seed + round, numRuns: HISTORIES_PER_ROUND, endOnFailure: true });
    if (so.first !== undefined) return { commands: so.far, difference: await smallest(so.first, reference, model) };
  }
  return { commands: so.far, difference: undefined };
}

const HISTORIES_PER_ROUND = 20;

/** The same difference in fewer moves. One that does not come again is returned whole. */
async function smallest(difference: Difference, reference: Player, model: Player): Promise<Difference> {
  const differs = async (history: readonly Move[]): Promise<boolean> =>
    (await compare(history, reference, model)) !== undefined;
  const minimal = await minimalHistory(difference.history, differs);
  return (await compare(minimal, reference, model)) ?? difference;
}
