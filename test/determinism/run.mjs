// Runs one range of seeds in every way there is, and compares the digests of all runs.
//   node test/determinism/run.mjs [--seeds 0..999] [--scenario NAME] [--nodes 22,24] [--fresh 10]
// The scenario is storm.ts beside this file unless another is named: small, and everything that a swarm may draw.
// Ways: one worker, two workers, and each other Node in turn; besides, `--fresh` single seeds, each by a process of its
// own. Needs `npm run build`. Another Node is installed from npm (its package `node-<os>-<cpu>` brings the binary) into
// a temporary folder; one that cannot be installed is left out, and that is said.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "0..999" },
    scenario: { type: "string", default: path.join(import.meta.dirname, "storm.ts") },
    nodes: { type: "string", default: "22,24" }, fresh: { type: "string", default: "10" },
  },
});
const [from, to] = options.seeds.split("..").map(Number);
const cli = path.resolve(import.meta.dirname, "../../dist/cli/main.js");
const scratch = mkdtempSync(path.join(os.tmpdir(), "wavetank-determinism-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** JSON of one command; a failure that was found (1) or not everything seen (3) is as good as a pass. */
function json(node, words) {
  const child = spawnSync(node, [cli, ...words, "--json"], { encoding: "utf8", maxBuffer: 1 << 28, cwd: scratch });
  if (![0, 1, 3].includes(child.status)) throw new Error(`${node} ${words.join(" ")}: exit code ${child.status}\n${child.stderr}`);
  return JSON.parse(child.stdout);
}

/** One campaign over a range. */
function campaign(node, seeds, workers) {
  const began = performance.now();
  const report = json(node, ["fuzz", options.scenario, "--seeds", seeds, "--workers", String(workers)]);
  return { digest: report.digest, runs: report.runs, seconds: (performance.now() - began) / 1_000 };
}

function installed(version) {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = path.join(scratch, `node-${version}`);
  const words = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", `${name}@${version}`];
  const child = spawnSync("npm", words, { encoding: "utf8" });
  const binary = path.join(folder, "node_modules", name, "bin", "node");
  if (child.status === 0 && spawnSync(binary, ["--version"]).status === 0) return binary;
  console.log(`left out: Node ${version} could not be installed from npm's ${name}`);
  return undefined;
}

const ways = [["1 worker", process.execPath, 1], ["2 workers", process.execPath, 2]];
for (const version of options.nodes.split(",").filter((each) => each !== "")) {
  const node = installed(version);
  if (node !== undefined) ways.push([`Node ${version}, 2 workers`, node, 2]);
}

const digests = new Set();
let runs = 0;
for (const [name, node, workers] of ways) {
  const made = campaign(node, options.seeds, workers);
  digests.add(made.digest);
  runs += made.runs;
  console.log(`${name.padEnd(22)} ${made.digest}  ${made.runs} runs, ${Math.round(made.runs / made.seconds)} a second`);
}

let differing = digests.size === 1 ? 0 : 1;
const nodes = [...new Set(ways.map(([, node]) => node))];
const step = Math.max(1, Math.floor((to - from + 1) / Number(options.fresh)));
let fresh = 0;
for (let seed = from; seed <= to && fresh < Number(options.fresh); seed += step, fresh++) {
  const made = nodes.map((node) => json(node, ["run", options.scenario, "--seed", String(seed)]).digest);
  if (new Set(made).size > 1) {
    differing++;
    console.log(`seed ${seed} differs: ${made.join(", ")}`);
  }
}
console.log(`${fresh} seeds in ${nodes.length} fresh processes each`);
console.log(differing === 0 ? `the same digests throughout: ${runs} runs` : `NOT the same digests: ${differing} differences; wavetank verify shows the first event`);
process.exitCode = differing === 0 ? 0 : 4;
