import { describe, expect, test } from "vitest";
import { installedReleases } from "../real/find-server.ts";
import { ModelListener } from "../real/model-listener.ts";
import { RealServer } from "../real/real-server.ts";
import { differenceText } from "./difference.ts";
import { fuzz } from "./fuzz.ts";
import { AREAS } from "./history.ts";
import { minimalHistory } from "./minimal-history.ts";
import { turnsOf, type Played, type Player, type Turn } from "./player.ts";
import { SocketPlayer } from "./socket-player.ts";

/** The same histories every time; `npm run fuzz:redis` takes new ones. */
const SEED = 1;
const COMMANDS = 30_000;

describe.each(installedReleases())("$title", ({ release, binary, title }) => {
  test.skipIf(binary === undefined)(
    `random histories get the same replies from the model over TCP (${title})`,
    async () => {
      const server = await RealServer.start(binary as string);
      const listener = await ModelListener.start(release.compat);
      const reference = await SocketPlayer.start(title, () => server.connect());
      const model = await SocketPlayer.start(`model ${release.compat}`, () => listener.connect());
      try {
        const { difference, commands } = await fuzz({
          areas: AREAS, commands: COMMANDS, commandsPerHistory: 2_000, seed: SEED, reference, model,
        });
        expect(difference === undefined ? "" : differenceText(difference)).toBe("");
        expect(commands).toBeGreaterThanOrEqual(COMMANDS);
      } finally {
        await Promise.all([reference.close(), model.close()]);
        await Promise.all([server.stop(), listener.stop()]);
      }
    },
  );
});

describe("the fuzz itself", () => {
  /** Answers each command with its own words, but one of them wrongly once another has been seen. */
  const player = (name: string, wrongAfter?: readonly [seen: string, wrong: string]): Player => ({
    name,
    async play(turns: readonly Turn[]): Promise<Played> {
      let seen = false;
      return turns.map((turn) => ("sleepMs" in turn ? [] : turn.commands.map(([command = ""]) => {
        if (command === wrongAfter?.[0]) seen = true;
        return seen && command === wrongAfter?.[1] ? "wrong" : command;
      })));
    },
    async close(): Promise<void> {},
  });

  test("finds a planted difference and cuts the history down to what shows it", async () => {
    const { difference } = await fuzz({
      areas: ["streams"], commands: 20_000, commandsPerHistory: 1_000, seed: SEED,
      reference: player("right"), model: player("wrong", ["XTRIM", "XLEN"]),
    });
    expect(difference?.history.map((move) => ("args" in move ? move.args[0] : "sleep"))).toEqual(["XTRIM", "XLEN"]);
    expect(differenceText(difference!)).toContain(`wrong answered "wrong"`);
  });

  test("a difference needs no more than the moves that are kept", async () => {
    const history = Array.from({ length: 40 }, (_, index) => ({ client: 0, args: [`${index}`] }));
    const kept = await minimalHistory(history, async (some) => ["7", "23", "31"].every((name) =>
      some.some((move) => "args" in move && move.args[0] === name)));
    expect(kept.map((move) => ("args" in move ? move.args[0] : ""))).toEqual(["7", "23", "31"]);
  });

  test("a turn ends where the client changes and after a command that may block", () => {
    const move = (client: number, ...args: string[]) => ({ client, args });
    const turns = turnsOf([
      move(0, "A"), move(0, "XREAD", "BLOCK", "0", "STREAMS", "s", "$"), move(0, "B"), move(1, "C"), { sleepMs: 5 },
      move(1, "D"),
    ]);
    expect(turns.map((turn) => ("sleepMs" in turn ? turn.sleepMs : [turn.client, turn.commands.length, turn.mayBlock])))
      .toEqual([[0, 2, true], [0, 1, false], [1, 1, false], 5, [1, 1, false]]);
  });
});
