import { writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { builtPackage } from "../support/built-package.ts";

let installed: ReturnType<typeof builtPackage>;
beforeAll(() => {
  installed = builtPackage();
});

const OWN = `import { always, clusters, crash, drained, ms, scenario, sec, type MessageAccount } from "wavetank";

const prompt = always("prompt", "every message takes effect within 300 ms", (verdicts) => ({
  handled(message: MessageAccount, _process, _intact, at) {
    verdicts.compare();
    if (at - message.acceptedAt > ms(300)) verdicts.violate(at, "a message was slow", \`message \${message.index} was slow\`, message);
  },
}));

export default scenario({
  name: "own",
  claim: "No message is ever slow, whatever happens.",
  duration: sec(4),
  traffic: [clusters({ messages: 200 })],
  faults: [crash("redis-0", { at: sec(2), when: "flush", restartAfter: ms(900) })],
  always: [prompt],
  eventually: [drained()],
  sometimes: [],
});
`;

function own(name: string, change: (text: string) => string = (text) => text): string {
  const file = path.join(installed.folder, `${name}.ts`);
  writeFileSync(file, change(OWN));
  return file;
}

describe("wavetank run", () => {
  test("a scenario by name that passes is one line with its digest, the same again", () => {
    const first = installed.run("run", "store-loses-everything", "--seed", "7");
    expect(first.stdout).toMatch(/^PASS {2}store-loses-everything {2}seed 0x00000007 {2}.* digest [0-9a-f]{16}\n$/);
    expect(first.status).toBe(0);
    expect(installed.run("run", "store-loses-everything", "--seed", "7").stdout).toBe(first.stdout);
  });

  test("a user's own TypeScript that fails: seed and draws first, the claim, what happened, the command last", () => {
    const { stdout, status } = installed.run("run", own("own"), "--seed", "7");
    const lines = stdout.trimEnd().split("\n");
    expect(status).toBe(1);
    expect(lines[0]).toBe("own  seed 0x00000007");
    expect(lines[1]).toContain("crash#0 redis-0 durable at the next flush @2.00 s");
    expect(stdout).toContain("FAIL  prompt");
    expect(stdout).toContain(`"No message is ever slow, whatever happens."`);
    expect(stdout).toMatch(/engine\.handled .* ← a message was slow/);
    expect(stdout).toContain("a second run agrees to the last event");
    expect(lines.at(-1)).toMatch(/reproduce {2}npx wavetank run .*own\.ts --seed 0x00000007$/);
  });

  test("as JSON it is one document of the schema wavetank.run/1", () => {
    const { stdout, status } = installed.run("run", own("own"), "--seed", "7", "--json");
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(status).toBe(1);
    expect(document).toMatchObject({
      schema: "wavetank.run/1", verdict: "fail", seed: 7, deterministic: true, failure: { oracle: "prompt" },
      digest: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const contract = ["input", "virtual", "messages", "venues", "latency", "counters", "oracles", "sometimes", "wall"];
    expect(Object.keys(document)).toEqual(expect.arrayContaining(contract));
    const { input, latency, messages } = document as unknown as {
      input: object;
      latency: Record<string, { count: number; p50: number; p99: number; max: number }>;
      messages: { accepted: number; delivered: number; inFlight: number };
    };
    expect(input).toEqual({
      path: expect.stringContaining("own.ts"), sha256: expect.stringMatching(/^[0-9a-f]{64}$/), format: "scenario",
      frames: 0,
    });
    expect(latency["publish→handled"]?.count).toBe(messages.delivered);
    expect(messages.inFlight).toBe(messages.accepted - messages.delivered);
  });

  test.each<[string, (text: string) => string, RegExp, RegExp]>([
    [
      "a node that is not there", (text) => text.replace(`crash("redis-0"`, `crash("redis-9"`),
      /"redis-9" is no node that crash can befall/, /node\.ts:15\n.*redis-0/,
    ],
    [
      "an option that nothing reads", (text) => text.replace(`when: "flush"`, `wen: "flush"`),
      /"wen" is no option of the fault crash/, /option\.ts:15\n.*when/,
    ],
    [
      "a fault that is not exported", (text) => text.replace("clusters, crash", "clusters, crahs"),
      /wavetank exports no crahs/, /export\.ts:1\n.*crash/,
    ],
    [
      "a budget that no network allows",
      (text) => text.replace("sometimes: [],", `sometimes: [],\n  budget: { "publish→handled": { p50: 5 } },`),
      /below a round trip/, /budget\.ts:19/,
    ],
    ["a module without a scenario", () => "export const nothing = 1;", /no scenario as its default export/, /expected/],
    ["a syntax error", () => "export default scenario({", /cannot be loaded/, /syntax\.ts/],
  ])("%s is refused with file, line and what comes nearest", (what, change, problem, place) => {
    const name =
      { node: "node", option: "option", fault: "export", budget: "budget", module: "module", syntax: "syntax" }[
        what.split(" ")[1] ?? ""
      ] ?? "other";
    const { stderr, status } = installed.run("run", own(name, change));
    expect(stderr).toMatch(problem);
    expect(stderr).toMatch(place);
    expect(status).toBe(2);
  });

  test("a name that is not quite right is answered with the one that is meant", () => {
    const { stderr, status } = installed.run("run", "primary-kiled-during-flush");
    expect(stderr).toContain("did you mean primary-killed-during-flush?");
    expect(status).toBe(2);
  });
});
