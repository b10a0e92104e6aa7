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

/** Wall time in milliseconds. @throws {Error} the script did not end well. */
function start(script: string, ...words: readonly string[]): number {
  const began = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], { encoding: "utf8" });
  const spent = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== 0) throw new Error(`${script} ${words.join(" ")} ended with ${String(status)}: ${stderr}`);
  if (words.length > 0 && !stdout.includes("replay")) throw new Error(`no help in what ${script} printed: ${stdout}`);
  return spent;
}

start(empty);
start(cli, "--help");
const empties: number[] = [];
const helps: number[] = [];
for (let round = 0; round < rounds; round++) {
  empties.push(start(empty));
  helps.push(start(cli, "--help"));
}
const differences = helps.map((help, round) => help - (empties[round] ?? help));

const row = (name: string, values: readonly number[]): string[] =>
  [name, median(values).toFixed(1), Math.min(...values).toFixed(1)];
const rows = [row("node, empty script", empties), row("wavetank --help", helps), row("difference, round by round", differences)];
process.stdout.write(`\n${formatTable([`cli start (${mode})`, "median ms", "min ms"], rows)}\n`);
conclude("cli", { emptyMs: empties, helpMs: helps }, [
  judgeLimit(`wavetank --help is at most ${LIMIT_MS} ms slower than an empty script`, median(differences), LIMIT_MS, "ms"),
]);
