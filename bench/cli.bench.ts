import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mode, sized } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { judgeLimit } from "./kit/requirement.ts";
import { median } from "./kit/statistics.ts";
import { formatTable } from "./kit/table.ts";

// What the command line adds to the start of Node itself: `wavetank --help` against an empty script.

const LIMIT_MS = 40;
const rounds = sized({ short: 9, full: 41 });

const cli = path.resolve(process.env["WAVETANK_ROOT"] ?? ".", "dist/cli/main.js");
if (!existsSync(cli)) throw new Error(`${cli} is missing: run "npm run build" in the repository first`);

const folder = mkdtempSync(path.join(os.tmpdir(), "wavetank-bench-cli-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const empty = path.join(folder, "empty.mjs");
writeFileSync(empty, "");
/** Loaded before either script: a child tells what it spent on descriptor 3. */
const tell = path.join(folder, "tell.cjs");
writeFileSync(tell, `process.on("exit", () => require("fs").writeSync(3, JSON.stringify(process.cpuUsage())));\n`);

interface Start {
  /** On-CPU time of all the process's threads: what a start costs, however busy the machine is. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** @throws {Error} the script did not end well. */
function start(script: string, ...words: readonly string[]): Start {
  const began = process.hrtime.bigint();
  const { status, output } = spawnSync(process.execPath, ["--require", tell, script, ...words], {
    encoding: "utf8", stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const wallMs = Number(process.hrtime.bigint() - began) / 1e6;
  const [, stdout = "", stderr = "", usage = ""] = output.map((text) => text ?? "");
  if (status !== 0) throw new Error(`${script} ${words.join(" ")} ended with ${String(status)}: ${stderr}`);
  if (words.length > 0 && !stdout.includes("replay")) throw new Error(`no help in what ${script} printed: ${stdout}`);
  const { user, system } = JSON.parse(usage) as NodeJS.CpuUsage;
  return { cpuMs: (user + system) / 1_000, wallMs };
}

start(empty);
start(cli, "--help");
const empties: Start[] = [];
const helps: Start[] = [];
for (let round = 0; round < rounds; round++) {
  empties.push(start(empty));
  helps.push(start(cli, "--help"));
}
const differences = helps.map((help, round) => help.cpuMs - (empties[round]?.cpuMs ?? 0));

const row = (name: string, starts: readonly Start[]): string[] => {
  const [cpu, wall] = [starts.map(({ cpuMs }) => cpuMs), starts.map(({ wallMs }) => wallMs)];
  return [name, ...[median(cpu), Math.min(...cpu), median(wall), Math.min(...wall)].map((value) => value.toFixed(1))];
};
const rows = [
  row("node, empty script", empties),
  row("wavetank --help", helps),
  ["difference, round by round", median(differences).toFixed(1), Math.min(...differences).toFixed(1)],
];
process.stdout.write(`\n${formatTable([`cli start (${mode})`, "CPU ms", "min", "wall ms", "min"], rows)}\n`);
const requirement = `wavetank --help costs at most ${LIMIT_MS} ms more than an empty script`;
conclude("cli", { empties, helps }, [judgeLimit(requirement, median(differences), LIMIT_MS, "ms")]);
