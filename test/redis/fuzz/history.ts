import fc from "fast-check";
import { Draw, menu } from "./draw.ts";
import { genericCommand } from "./generic-commands.ts";
import { hashCommand } from "./hash-commands.ts";
import { blockingPop, listCommand } from "./list-commands.ts";
import { listening, publishing } from "./pubsub-commands.ts";
import { scriptedCommand } from "./scripted-commands.ts";
import { setCommand } from "./set-commands.ts";
import { blockingSortedPop, sortedSetCommand } from "./sorted-set-commands.ts";
import { blockingRead, streamCommand } from "./stream-commands.ts";
import { stringCommand } from "./string-commands.ts";
import { isUntellable } from "./volatile.ts";

/** One thing that a client does, or a time in which nobody does anything. */
export type Move = { readonly client: number; readonly args: readonly string[] } | { readonly sleepMs: number };

type Make = (draw: Draw) => readonly string[];

export const CLIENTS = 5;
/** Those of them that subscribe. */
const LISTENERS = [3, 4];

const DATA: Readonly<Record<string, readonly [weight: number, make: Make]>> = {
  streams: [60, streamCommand],
  strings: [10, stringCommand],
  hashes: [5, hashCommand],
  lists: [6, listCommand],
  sets: [5, setCommand],
  zsets: [7, sortedSetCommand],
  keys: [7, genericCommand],
};
const WAITING: Readonly<Record<string, readonly [weight: number, make: Make]>> = {
  streams: [4, blockingRead], lists: [1, blockingPop], zsets: [1, blockingSortedPop],
};

/**
 * `transactions` and `scripting` put commands of the other areas between MULTI and EXEC and into scripts; some clients
 * of `pubsub` listen.
 */
export const AREAS = [...Object.keys(DATA), "scripting", "pubsub", "transactions"];

/** What is done in the areas that were asked for. */
interface Vocabulary {
  readonly command: Make;
  readonly waiting: Make | undefined;
  readonly transactions: boolean;
  readonly listens: boolean;
}

/** Histories over these areas: turns of the clients, each a few moves in a row. */
export function histories(areas: readonly string[], commands: number): fc.Arbitrary<readonly Move[]> {
  const vocabulary = vocabularyOf(areas);
  const seed = fc.noShrink(fc.nat(0xffff_ffff));
  const turn = fc.tuple(fc.nat(CLIENTS - 1), fc.array(seed, { minLength: 1, maxLength: 2 * MEAN_TURN, size: "max" }));
  return fc.array(turn, { minLength: 1, maxLength: Math.ceil(commands / MEAN_TURN), size: "max" })
    .map((all) => all.flatMap(([client, seeds]) => seeds.flatMap((one) => moves(client, new Draw(one), vocabulary))));
}

const MEAN_TURN = 20;

function vocabularyOf(areas: readonly string[]): Vocabulary {
  for (const area of areas)
    if (!AREAS.includes(area)) throw new Error(`no area is called ${area}: there are ${AREAS.join(", ")}`);
  const data = areas.flatMap((area) => (DATA[area] === undefined ? [] : [DATA[area]]));
  const waiting = areas.flatMap((area) => (WAITING[area] === undefined ? [] : [WAITING[area]]));
  const passed = menu([...data, ...waiting, ...(data.length === 0 ? Object.values(DATA) : [])]);
  const listens = areas.includes("pubsub");
  return {
    command: menu([
      ...data,
      ...(areas.includes("scripting") ? [[8, scriptedCommand(passed)] as const] : []),
      ...(listens ? [[3, publishing] as const] : []),
    ]),
    waiting: waiting.length > 0 ? menu(waiting) : undefined,
    transactions: areas.includes("transactions"), listens,
  };
}

/** What one number stands for: mostly a command, sometimes a transaction or something that waits. */
function moves(client: number, draw: Draw, { command, waiting, transactions, listens }: Vocabulary): readonly Move[] {
  const of = (...all: (readonly string[])[]): Move[] => all.map((args) => ({ client, args }));
  if (listens && LISTENERS.includes(client) && !draw.oneIn(4)) return of(listening(draw));
  if (waiting !== undefined && draw.oneIn(60)) return of(waiting(draw));
  if (transactions && draw.oneIn(60)) {
    const begin = draw.oneIn(4) ? [["WATCH", draw.pick(["s", "a", "mixed"])], ["MULTI"]] : [["MULTI"]];
    const end = draw.oneIn(8) ? "DISCARD" : "EXEC";
    const queued = draw.some(6, () => (waiting !== undefined && draw.oneIn(8) ? waiting(draw) : command(draw)));
    return of(...begin, ...queued.filter((args) => !isUntellable(args)), [end]);
  }
  if (waiting !== undefined && draw.oneIn(8_000)) return [...of(briefly(blockingRead(draw))), { sleepMs: 100 }];
  return of(command(draw));
}

const briefly = (args: readonly string[]): readonly string[] =>
  args.map((arg, at) => (/^block$/i.test(args[at - 1] ?? "") && arg === "0" ? "10" : arg));
