import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readCapsule } from "../../src/harness/capsule/read-capsule.ts";
import { builtPackage } from "../support/built-package.ts";

const OWN = `import { always, crash, ms, scenario, sec, steady } from "wavetank";

export default scenario({
  name: "sent-twice", claim: "No message is ever sent twice.", duration: sec(2), traffic: [steady({ messages: 60 })],
  faults: [crash("redis-0", { at: ms(500), restartAfter: ms(60) }), crash("engine-1", { at: sec(1), restartAfter: ms(60) })],
  always: [always("sent-once", "no message is sent twice", (verdicts) => {
    const again = new Set<number>();
    return {
      sent: (batch, attempt) => void (attempt > 1 && batch.forEach(({ index }) => again.add(index))),
      handled(message, _process, _intact, at) {
        verdicts.compare();
        if (again.has(message.index)) verdicts.violate(at, "a message was sent twice", "message " + message.index + " was sent twice", message);
      },
    };
  })],
  eventually: [], sometimes: [],
});
`;

let installed: ReturnType<typeof builtPackage>;
let at: (name: string) => string;
let shrunk: ReturnType<typeof installed.run>;
beforeAll(() => {
  installed = builtPackage();
  at = (name) => path.join(installed.folder, name);
  writeFileSync(at("sent-twice.ts"), OWN);
  shrunk = installed.run(
    "shrink", "sent-twice.ts", "--seed", "3", "--to", "small.capsule.json", "--test", "small.test.ts",
  );
});

/** The same capsule with a text replaced. */
function tampered(name: string, from: string, to: string): string {
  const text = readFileSync(at("small.capsule.json"), "utf8");
  expect(text).toContain(from);
  writeFileSync(at(name), text.replace(from, to));
  return name;
}

describe("wavetank shrink", () => {
  test("writes the smallest run of a failing seed as a capsule, tells its story, and ends with the command", () => {
    expect(shrunk.stderr).toBe("");
    expect(shrunk.status).toBe(0);
    expect(shrunk.stdout).toContain("turns here: without crash#0");
    expect(shrunk.stdout.trimEnd().split("\n").at(-1)).toBe("  reproduce  npx wavetank replay small.capsule.json");
    const { recipe, scenario } = readCapsule(readFileSync(at("small.capsule.json")), "small");
    expect(recipe.plan.faults).toHaveLength(1);
    expect(recipe.keep).toHaveLength(1);
    expect(scenario).toMatchObject({ name: "sent-twice", file: "sent-twice.ts" });
  });

  test("writes a test for vitest that names its files as it has to import them", () => {
    const text = readFileSync(at("small.test.ts"), "utf8");
    expect(text).toContain(`import scenario from "./sent-twice.ts";`);
    expect(text).toContain(`new URL("./small.capsule.json", import.meta.url)`);
  });

  test("of what is small already leaves it as it is, as JSON too", () => {
    const { stdout, status } = installed.run("shrink", "small.capsule.json", "--to", "again.capsule.json", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "wavetank.shrink/1", steps: [], minimal: true });
    expect(readCapsule(readFileSync(at("again.capsule.json")), "again").recipe).toEqual(
      readCapsule(readFileSync(at("small.capsule.json")), "small").recipe,
    );
  });

  test.each([
    ["--to", "nowhere/small.json"], ["--test", "nowhere/small.test.ts"],
  ])("that could not write %s %s is refused before it searches, and writes nothing", (flag, file) => {
    const before = readdirSync(installed.folder);
    const { stdout, stderr, status } = installed.run("shrink", "small.capsule.json", flag, file);
    expect([stdout, status]).toEqual(["", 2]);
    expect(stderr).toMatch(/^E_FILE_NOT_FOUND: cannot write nowhere/);
    expect(readdirSync(installed.folder)).toEqual(before);
  });

  test("of a seed that does not fail is refused with what to do", () => {
    const { status, stderr } = installed.run("shrink", "store-loses-everything", "--seed", "7");
    expect(status).toBe(2);
    expect(stderr).toMatch(/E_SHRINK_NO_FAILURE.*\n.*do +npx wavetank fuzz store-loses-everything/);
  });
});

test.each([
  ["run", "E_SCENARIO: small.capsule.json is no module"], ["verify", "E_USAGE: small.capsule.json is a capsule"],
])("wavetank %s of a capsule is refused and names the command for it", (command, message) => {
  const { stdout, stderr, status } = installed.run(command, "small.capsule.json");
  expect([stdout, status]).toEqual(["", 2]);
  expect(stderr).toContain(message);
  expect(stderr).toContain("wavetank replay small.capsule.json");
});

describe("wavetank replay of a capsule", () => {
  test("is exact and says that it still fails, with exit code 1", () => {
    const { stdout, status } = installed.run("replay", "small.capsule.json");
    expect(stdout).toMatch(/^STILL FAILS {2}small\.capsule\.json {2}sent-twice/);
    expect(stdout).toContain("the run is the capsule's, event for event");
    expect(status).toBe(1);
  });

  test("whose scenario has changed ends strictly at the first difference with exit code 4, and goes on with --continue", () => {
    mkdirSync(at("changed"));
    writeFileSync(
      at("changed/sent-twice.ts"),
      OWN.replace("duration: sec(2),", "duration: sec(2), bus: { retry: { base: ms(7) } },"),
    );
    copyFileSync(at("small.capsule.json"), at("changed/small.capsule.json"));
    const strict = installed.run(
      "replay", "changed/small.capsule.json", "--scenario", "changed/sent-twice.ts", "--strict",
    );
    expect(strict.stdout).toMatch(/^DIVERGED/);
    expect(strict.stdout).toMatch(/→ expected .*\n.*→ got/);
    expect(strict.stdout).toContain("changed   the file of the scenario (sent-twice.ts)");
    expect(strict.status).toBe(4);
    const onward = installed.run(
      "replay", "changed/small.capsule.json", "--scenario", "changed/sent-twice.ts", "--continue", "--json",
    );
    expect(JSON.parse(onward.stdout)).toMatchObject({ schema: "wavetank.capsule-replay/1", same: false, fate: "same" });
    expect(onward.status).toBe(1);
  });

  test("that no longer fails says so with exit code 0", () => {
    writeFileSync(at("fixed.ts"), OWN.replace("attempt > 1", "attempt > 99"));
    const { stdout, status } = installed.run("replay", "small.capsule.json", "--scenario", "fixed.ts", "--continue");
    expect(stdout).toMatch(/^NO LONGER FAILS/);
    expect(status).toBe(0);
  });

  test.each([
    [
      "a changed seed", "replay", () => tampered("seed.capsule.json", `"seed": 3`, `"seed": 4`),
      "E_CAPSULE: no capsule: it has been changed",
    ],
    [
      "another version", "shrink", () => tampered("version.capsule.json", "capsule/1", "capsule/9"),
      "E_CAPSULE_VERSION",
    ],
    [
      "an unknown fault", "inspect", () => tampered("fault.capsule.json", `"kind":"crash"`, `"kind":"crahs"`),
      "is crash meant?",
    ],
  ])("with %s is refused (by %s) with the place and exit code 2", (_what, command, make, words) => {
    const file = make();
    const { status, stderr, stdout } = installed.run(command, file);
    expect(stderr).toContain(words);
    expect(stderr).toContain(file);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  test("flags that only capsules have are refused without one, and those that exclude each other too", () => {
    expect(installed.run("replay", "--strict")).toMatchObject({
      status: 2, stderr: expect.stringContaining("--strict without a capsule") as string,
    });
    expect(installed.run("replay", "small.capsule.json", "--strict", "--continue")).toMatchObject({ status: 2 });
  });
});

describe("wavetank inspect and diff", () => {
  test("a capsule can be read, and its events taken as lines", () => {
    const { stdout, status } = installed.run("inspect", "small.capsule.json");
    expect(status).toBe(0);
    expect(stdout).toContain("failure   sent-once");
    const lines = installed.run("inspect", "small.capsule.json", "--jsonl").stdout.trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { index: number }).index)).toEqual(lines.map((_, index) => index));
  });

  test("two capsules are compared by what they are made of and by their runs", () => {
    installed.run("shrink", "sent-twice.ts", "--seed", "3", "--runs", "3", "--to", "large.capsule.json");
    expect(installed.run("diff", "small.capsule.json", "small.capsule.json")).toMatchObject({
      status: 0, stdout: expect.stringMatching(/^SAME RUN/) as string,
    });
    const { stdout, status } = installed.run("diff", "small.capsule.json", "large.capsule.json");
    expect(stdout).toMatch(/^DIFFERENT RUNS/);
    expect(stdout).toContain("fault crash#1");
    expect(stdout).toMatch(/first difference at event \d+/);
    expect(status).toBe(1);
  });
});

describe("a capsule of a scenario that plays a recording", () => {
  const PLAYS = `import { always, recording, scenario, sec } from "wavetank";

export default scenario({
  name: "plays", claim: "The third message is never handled.", duration: sec(1), traffic: [recording("../data/day.wtr")], faults: [],
  always: [always("never", "message 3 is not handled", (verdicts) => ({
    handled: (message, _process, _intact, at) => message.index === 3 && verdicts.violate(at, "it was handled", "message 3 was handled", message),
  }))],
  eventually: [], sometimes: [],
});
`;
  const SHIPPED = path.resolve(import.meta.dirname, "../../recordings/default.wtr");
  let recordingHash: string;
  beforeAll(() => {
    mkdirSync(at("own"));
    mkdirSync(at("data"));
    writeFileSync(at("own/plays.ts"), PLAYS);
    copyFileSync(SHIPPED, at("data/day.wtr"));
    recordingHash = createHash("sha256").update(readFileSync(SHIPPED)).digest("hex");
    expect(installed.run("shrink", "own/plays.ts", "--to", "own/plays.capsule.json").stderr).toBe("");
  });

  test("names the recording by its hash, and replays the run to the last event", () => {
    const { inputs } = readCapsule(readFileSync(at("own/plays.capsule.json")), "plays");
    expect(inputs).toEqual([{ path: "data/day.wtr", sha256: recordingHash }]);
    const { stdout, status } = installed.run("replay", "own/plays.capsule.json", "--strict");
    expect(stdout).toMatch(/^STILL FAILS/);
    expect(stdout).toContain("the run is the capsule's, event for event");
    expect(status).toBe(1);
  });

  test("is refused where the scenario plays another file", () => {
    writeFileSync(at("data/other.wtr"), readFileSync(SHIPPED).subarray(0, -9));
    writeFileSync(at("own/other.ts"), PLAYS.replace("day.wtr", "other.wtr"));
    const { stderr, status } = installed.run("replay", "own/plays.capsule.json", "--scenario", "own/other.ts");
    expect(stderr).toMatch(
      /^E_CAPSULE_INPUT: .*other\.wtr, which is none of the capsule's inputs\n {2}where {5}own\/plays\.capsule\.json\n/,
    );
    expect(status).toBe(2);
  });

  test.each([
    ["is not what it was", (text: Buffer) => writeFileSync(at("data/day.wtr"), text.subarray(0, -1))],
    ["is not there", () => rmSync(at("data/day.wtr"))],
  ])("whose recording %s is refused by everything that would run it, with exit code 2", (words, change) => {
    change(readFileSync(SHIPPED));
    for (const command of ["replay", "shrink"]) {
      const { stdout, stderr, status } = installed.run(command, "own/plays.capsule.json");
      expect([stdout, status]).toEqual(["", 2]);
      expect(stderr).toMatch(
        new RegExp(
          `^E_CAPSULE_INPUT: data/day.wtr ${words}\\n {2}where {5}own/plays.capsule.json\\n {2}expected .*${recordingHash}\\n {2}do {8}`,
        ),
      );
    }
    copyFileSync(SHIPPED, at("data/day.wtr"));
  });
});
