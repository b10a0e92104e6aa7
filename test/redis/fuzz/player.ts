import type { Move } from "./history.ts";

/** The replies of each turn. A turn is what was sent together. */
export type Played = readonly (readonly string[])[];

/** Something that answers histories. */
export interface Player {
  readonly name: string;
  play(turns: readonly Turn[]): Promise<Played>;
  close(): Promise<void>;
}

export type Turn =
  | { readonly client: number; readonly commands: readonly (readonly string[])[]; readonly mayBlock: boolean }
  | { readonly sleepMs: number };

/** While somebody waits, a turn is cut into pieces so small that one can tell which of them served whom. */
export const PIECE_WHILE_WAITING = 3;

const READS = /^(xread|xreadgroup)$/i;
const POPS = /^(b[lr]pop|blmove|brpoplpush|blmpop|bzpop(min|max)|bzmpop)$/i;

/** It may wait unless it is queued by MULTI, so what comes after it is another turn. */
export const mayBlock = (args: readonly string[]): boolean => POPS.test(args[0] as string)
  || (READS.test(args[0] as string) && args.some((arg) => arg.length === 5 && arg.toLowerCase() === "block"));

/** Cuts a history where the client changes, after a command that may block, and after `most` commands. */
export function turnsOf(history: readonly Move[], most = 60): readonly Turn[] {
  const turns: Turn[] = [];
  let commands: (readonly string[])[] = [];
  let client = -1;
  const end = (blocks: boolean): void => {
    if (commands.length > 0) turns.push({ client, commands, mayBlock: blocks });
    commands = [];
  };
  for (const move of history) {
    if ("sleepMs" in move) {
      end(false);
      turns.push(move);
      continue;
    }
    if (move.client !== client || commands.length === most) end(false);
    client = move.client;
    commands.push(move.args);
    if (mayBlock(move.args)) end(true);
  }
  end(false);
  return turns;
}
