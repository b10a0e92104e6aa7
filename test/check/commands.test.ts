import fc from "fast-check";
import { expect, test } from "vitest";
import {
  advance, busCommands, checkDrained, drivenBus, heal, inject, publish, runCommands, type BusCommand,
} from "../../src/check/index.ts";
import { always, crash, drop, foreignTrim, minutes, ms, partition, sec } from "../../src/harness/authoring.ts";
import { mild } from "./planted-scenario.ts";

const scenario = mild({ bus: { producers: 2 } });
const play = async (commands: readonly BusCommand[]) => {
  const started = await drivenBus(scenario, { seed: 5, duration: minutes(2) });
  await fc.asyncModelRun(() => started, commands);
  return started.real.finish();
};

test("the same seed and commands give the same run", async () => {
  const commands = [
    publish({ key: "a" }), advance(ms(3)), inject(drop("feed-1", { perMille: 500 })), publish({ key: "b" }),
    advance(sec(2)), heal(),
  ];
  const [first, second] = [await play(commands), await play(commands)];
  expect(second.digest).toBe(first.digest);
  expect(first).toMatchObject({
    verdict: "pass", workload: { size: 2, published: 2 }, plan: { faults: [{ id: "drop#0", at: ms(3) }] },
  });
});

test("messages are counted by key: what a producer that is down does not take is nobody's", async () => {
  const { model, real } = await drivenBus(scenario, { seed: 1 });
  const run = async (...commands: readonly BusCommand[]): Promise<void> => {
    for (const command of commands) await command.run(model, real);
  };
  await run(
    inject(partition("feed-2", { at: 0, lasting: sec(9) })), publish({ key: "a" }),
    publish({ key: "a", producer: "feed-2" }),
  );
  await run(inject(crash("feed-2", { at: 0, restartAfter: sec(5) })), advance(ms(10)));
  await run(publish({ key: "a", producer: "feed-2" }), publish({ key: "b", priority: "CRITICAL" }), advance(sec(1)));
  expect([...model.accepted]).toEqual([["a", 2], ["b", 1]]);
  expect([...real.tally()]).toEqual([
    ["a", { accepted: 2, handled: 1, ended: 1 }], ["b", { accepted: 1, handled: 1, ended: 0 }],
  ]);
  await run(heal(), publish({ key: "a", producer: "feed-2" }), checkDrained(sec(20)));
  expect(real.tally().get("a")).toEqual({ accepted: 3, handled: 2, ended: 1 });
});

test("healing ends what a fault did, and a later fault strikes again", async () => {
  const { model, real } = await drivenBus(scenario, { seed: 1 });
  for (let round = 1; round <= 2; round++) {
    await inject(partition("feed-1", { at: 0, lasting: minutes(9) })).run(model, real);
    await publish({ key: "a" }).run(model, real);
    await advance(sec(3)).run(model, real);
    expect(real.isDrained).toBe(false);
    await checkDrained(sec(20)).run(model, real);
    expect(real.isDrained).toBe(true);
  }
});

test("a violation of an oracle stops the world, fails the command, and shrinks to the publications that it takes", async () => {
  const third = always("third", "no key has a third message", (verdicts) => {
    const counts = new Map<number, number>();
    return {
      accepted: (message, at) => {
        verdicts.compare();
        counts.set(message.key, (counts.get(message.key) ?? 0) + 1);
        if (counts.get(message.key) === 3) verdicts.violate(at, "a third message", "a third message", message);
      },
    };
  });
  const { counterexample } = await fc.check(
    fc.asyncProperty(fc.commands(busCommands(scenario), { maxCommands: 20 }), (commands) =>
      runCommands({ ...scenario, always: [third] }, commands, { seed: 2, duration: minutes(1) }),
    ),
    { numRuns: 50 },
  );
  const text = fc.stringify(counterexample![0]);
  expect(text.split("publish")).toHaveLength(4);
  expect(text).not.toMatch(/advance|inject|heal|checkDrained/);
});

test("a bus that loses what it took is caught by the model, though no oracle looks", async () => {
  const { model, real } = await drivenBus({ ...scenario, always: [] }, { seed: 1 });
  await publish({ key: "a" }).run(model, real);
  await advance(sec(1)).run(model, real);
  model.accept("a");
  await expect(advance(sec(1)).run(model, real)).rejects.toThrow(/key a: 2 were taken, the run has 1/);
});

test("a message that is lost is caught when the world is drained, unless a fault may have lost it", async () => {
  for (const isKnown of [false, true]) {
    const { model, real } = await drivenBus({ ...scenario, always: [] }, { seed: 1 });
    await inject(partition("engine-1", { at: 0, lasting: sec(9) })).run(model, real);
    await publish({ key: "a" }).run(model, real);
    await advance(sec(1)).run(model, real);
    const trim = foreignTrim({ at: 0, keep: 0 });
    await (isKnown ? inject(trim).run(model, real) : real.inject(trim));
    const drained = checkDrained().run(model, real);
    await (isKnown ? drained : expect(drained).rejects.toThrow(/key a: 1 taken, 0 handled, 0 given up: 1 are lost/));
    expect(real.tally().get("a")?.handled).toBe(0);
  }
});

test("a run that ends badly fails with its report and the commands that make it again", async () => {
  const unfinished = always("unfinished", "nothing is over", (verdicts) => ({
    finished: (at) => verdicts.violate(at, "over", "it is over"),
  }));
  await expect(
    runCommands({ ...scenario, always: [unfinished] }, [publish({ key: "a" }), heal()], { seed: 2, duration: sec(5) }),
  ).rejects.toMatchObject({
    name: "ScenarioFailure",
    message: expect.stringMatching(
      /^mild: unfinished at [^]*messages {2}1 of 1\n[^]*await runCommands\(scenario, \[publish\(\{"key":"a"\}\), heal\(\)\], \{ seed: 2 \}\)$/,
    ) as string,
  });
});

test("a drain that does not come in time is refused", async () => {
  const { model, real } = await drivenBus(scenario, { seed: 1 });
  await publish({ key: "a" }).run(model, real);
  await expect(checkDrained(1).run(model, real)).rejects.toThrow(/not drained 1 ns after healing/);
});

test("faults that befall nobody, times that are over and producers that are not there are refused", async () => {
  const { real } = await drivenBus(scenario, { seed: 1, duration: sec(10) });
  await expect(real.inject(drop("feed-9", { perMille: 5 }))).rejects.toMatchObject({ code: "E_DRIVEN_FAULT" });
  await expect(real.inject({ kind: "burst", at: 0, lasting: 1, times: 2 })).rejects.toMatchObject({
    code: "E_DRIVEN_FAULT",
  });
  for (const by of [0, -1, 0.5, Number.NaN, sec(10)])
    await expect(real.advance(by)).rejects.toMatchObject({ code: "E_DRIVEN_TIME" });
  await expect(real.publish({ key: "a", producer: "feed-9" })).rejects.toMatchObject({ code: "E_DRIVEN_NODE" });
});

test("a command's text is the code that makes it", () => {
  expect(
    [
      publish({ key: "a" }), advance(ms(1500)), advance(7), inject(drop("feed-1", { perMille: 5, at: 0, lasting: 9 })),
      heal(), checkDrained(),
    ].join("; "),
  ).toBe(
    `publish({"key":"a"}); advance(ms(1500)); advance(7); inject({"kind":"drop","node":"feed-1","way":"both","perMille":5,"at":0,"lasting":9}); heal(); checkDrained(ms(60000))`,
  );
});
