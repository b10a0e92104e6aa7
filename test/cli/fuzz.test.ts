import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { builtPackage } from "../support/built-package.ts";

let installed: ReturnType<typeof builtPackage>;
beforeAll(() => {
  installed = builtPackage();
  writeFileSync(at("own.ts"), OWN);
});

const OWN = `import { always, clusters, crash, drained, ms, scenario, sec, type MessageAccount } from "wavetank";

const prompt = always("prompt", "every message takes effect soon", (verdicts) => ({
  handled(message: MessageAccount, _process, _intact, at) {
    verdicts.compare();
    if (at - message.acceptedAt > ms(930)) verdicts.violate(at, "a message was slow", \`message \${message.index} was slow\`, message);
  },
}));

export default scenario({
  name: "own",
  claim: "No message is ever slow, whatever happens.",
  duration: sec(3),
  traffic: [clusters({ messages: 60 })],
  faults: [crash("redis-0", { at: sec(2), restartAfter: ms(900) })],
  always: [prompt],
  eventually: [drained()],
  sometimes: [],
});
`;

const at = (name: string): string => path.join(installed.folder, name);
const fuzz = (...words: string[]) => installed.run("fuzz", "own.ts", ...words, "--json");
const reportOf = (stdout: string) =>
  JSON.parse(stdout) as {
    readonly verdict: string;
    readonly digest: string;
    readonly again: number;
    readonly runs: number;
    readonly failures: readonly { readonly seed: number; readonly fingerprint: string }[];
  };

describe("wavetank fuzz --corpus", () => {
  test("keeps the failing seeds and tries them first, with the same findings for any number of workers", () => {
    const first = fuzz("--seeds", "0..59", "--corpus", "one", "-j", "1");
    expect(first.stderr).not.toContain("E_");
    expect(fuzz("--seeds", "0..59", "--corpus", "two", "-j", "2").status).toBe(first.status);
    const corpus = readFileSync(at("one"), "utf8");
    expect(readFileSync(at("two"), "utf8")).toBe(corpus);
    const found = reportOf(first.stdout).failures.map(({ seed }) => seed);
    const [header, ...seeds] = corpus
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly seed: number; readonly fingerprint?: string });
    expect(header).toEqual({ schema: "wavetank.corpus/1" });
    expect(seeds.map(({ seed }) => seed)).toEqual(expect.arrayContaining(found));
    expect(found.length).toBeGreaterThan(0);

    const [again, other] = [["one", "1"], ["two", "2"]].map(([file, workers]) =>
      fuzz("--seeds", "1000..1049", "--corpus", file as string, "-j", workers as string, "--until-failure"),
    );
    const { again: tried, runs, failures, digest } = reportOf(again!.stdout);
    expect([tried, runs]).toEqual([1, 1]);
    expect(failures[0]?.fingerprint).toBe(seeds[0]?.fingerprint);
    expect(reportOf(other!.stdout).digest).toBe(digest);
    expect(readFileSync(at("two"), "utf8")).toBe(readFileSync(at("one"), "utf8"));
    expect(readdirSync(installed.folder).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });
});

describe("wavetank fuzz refuses at once, with what is wrong and exit code 2,", () => {
  test.each([
    ["a range that ends before it begins", ["--seeds", "5..3"], "E_CAMPAIGN: seeds 5 to 3"],
    ["a range of one end", ["--seeds", "5"], `"5" is no range of seeds`],
    ["a negative seed, which is no word", ["--seeds", "-1..5"], `"-1" is not a seed`],
    ["a seed beyond the last", ["--seeds", "0..4294967296"], `"4294967296" is not a seed`],
    ["a shard that there is not", ["--shard", "3/2"], `"3/2" is no shard: expected 1/n to n/n`],
    [
      "a shard of more than can be counted", ["--shard", "99999999999999999999/99999999999999999999"],
      "n at most 1000000",
    ],
    ["more threads than any machine has", ["-j", "100000"], "is too many threads"],
    ["a queue that is no address", ["--queue", "foo"], `E_QUEUE: "foo" is no address of a queue`],
    [
      "a queue at which nobody answers", ["--queue", "redis://user:secret@127.0.0.1:1"],
      "E_QUEUE: no queue: connect ECONNREFUSED 127.0.0.1:1\n  where     redis://…@127.0.0.1:1\n",
    ],
    [
      "to work for a queue at which nobody answers", ["--work", "--queue", "redis://127.0.0.1:1"],
      "E_QUEUE: no queue: connect ECONNREFUSED 127.0.0.1:1",
    ],
    [
      "a certificate that is none", ["--queue", "rediss://127.0.0.1:1", "--cert", "own.ts", "--key", "own.ts"],
      "E_TLS_FILE: no certificate can be read from it\n  where     --cert own.ts\n",
    ],
    ["a certificate for no queue", ["--cert", "own.ts"], "E_USAGE: --cacert, --cert and --key without --queue"],
    ["to work for no queue", ["--work"], "E_QUEUE: --work without --queue"],
    ["an output folder that is a file", ["--out", "own.ts"], "E_FILE_WRITE: cannot write: "],
    ["a log that is another file", ["--log", "own.ts"], "E_CAMPAIGN_LOG: not a campaign's log\n  where     own.ts:1\n"],
    ["a log that is a folder", ["--log", "scenarios"], "E_FILE_IS_DIRECTORY"],
    [
      "a corpus that is another file", ["--corpus", "own.ts"],
      "E_CORPUS: no corpus of seeds: not a corpus\n  where     own.ts:1, byte 0\n",
    ],
    ["a corpus in a folder that is not there", ["--corpus", "nowhere/corpus"], "E_FILE_NOT_FOUND"],
  ])("%s", (_what, words, message) => {
    const before = readdirSync(installed.folder);
    const { stdout, stderr, status } = fuzz(...(words.includes("--seeds") ? [] : ["--seeds", "0..9"]), ...words);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at |secret/);
    expect([stdout, status]).toEqual(["", 2]);
    expect(readdirSync(installed.folder)).toEqual(before);
    expect(readFileSync(at("own.ts"), "utf8")).toBe(OWN);
  });
});

describe("wavetank fuzz --log", () => {
  const logged = (name: string) =>
    installed.run("fuzz", "quiet-day", "--seeds", "0..39", "-j", "1", "--log", name, "--json");

  test("goes on from any cut, as if it had never been stopped, and begins in an empty file", () => {
    writeFileSync(at("log"), "");
    const whole = logged("log");
    const content = readFileSync(at("log"));
    writeFileSync(at("cut"), content.subarray(0, content.length - 7));
    expect(reportOf(logged("cut").stdout).digest).toBe(reportOf(whole.stdout).digest);
    expect(readFileSync(at("cut"))).toEqual(content);
  });

  test.each([
    ["a byte of which lost its high bit", (bytes: Buffer) => bytes.with(bytes.length - 30, bytes.at(-30)! ^ 0x80)],
    ["with a digit that became another", (bytes: Buffer) => bytes.with(bytes.lastIndexOf('"runs":') + 7, 0x39)],
    ["with a byte order mark in front", (bytes: Buffer) => Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes])],
    ["cut within its first line", (bytes: Buffer) => bytes.subarray(0, 60)],
  ])("refuses one %s and leaves it as it is", (_what, damaged) => {
    logged("sound");
    const bytes = Buffer.from(damaged(readFileSync(at("sound"))));
    writeFileSync(at("damaged"), bytes);
    const { stdout, stderr, status } = logged("damaged");
    expect([stdout, status]).toEqual(["", 2]);
    expect(stderr).toMatch(/E_CAMPAIGN_LOG|E_FILE_READ/);
    expect(readFileSync(at("damaged"))).toEqual(bytes);
  });
});

test("Ctrl-C, while a fresh process confirms a failure, loses nothing of the report", async () => {
  // A terminal tells the whole group of its leader, and that is here who asks for the confirmation.
  const ctrlC = `if (process.argv.includes("run")) process.kill(-process.ppid, "SIGINT");\n`;
  writeFileSync(at("interrupted.ts"), ctrlC + OWN.replace('"own"', '"interrupted"'));
  const { stdout, stderr, status } = await installed.runAsLeader(
    "fuzz", "interrupted.ts", "--seeds", "0..4", "-j", "1", "--json",
  );
  expect([stderr, status]).toEqual(["", 1]);
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: "fail", stopped: "by Ctrl-C", failures: [{ confirmed: true, shrunk: expect.any(String) }],
  });
});
