import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { MemoryWatch } from "../kit/memory-watch.ts";

const cli = path.resolve(process.env["WAVETANK_ROOT"] ?? ".", "dist/cli/main.js");

/** The scenario that `scenario.bench.ts` measures run by run, as it is shipped. */
const SCENARIO = "fuzzed-failover";

export interface Campaign {
  readonly digest: string;
  readonly runs: number;
  /** From the first seed to the last, without the start of the process. */
  readonly seconds: number;
  /** Resident megabytes of the whole process, over time. */
  readonly memory: readonly number[];
}

/** Seeds from `from` on. */
export interface Seeds {
  readonly from: number;
  readonly count: number;
}

/** The shipped command in a process of its own. @throws {Error} It is not built, or did not pass. */
export async function fuzz({ from, count }: Seeds, workers: number, sampleMs: number): Promise<Campaign> {
  if (!existsSync(cli)) throw new Error(`${cli} is missing: run "npm run build" in the repository first`);
  const out = mkdtempSync(path.join(os.tmpdir(), "wavetank-bench-campaign-"));
  try {
    const words = [
      "fuzz", SCENARIO, "--seeds", `${from}..${from + count - 1}`, "--workers", String(workers), "--out", out, "--json",
    ];
    const child = spawn(process.execPath, [cli, ...words], { stdio: ["ignore", "pipe", "inherit"] });
    const watch = new MemoryWatch(child.pid ?? 0, sampleMs);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => void chunks.push(chunk));
    const code = await new Promise((resolve) => child.on("close", resolve));
    const memory = watch.stop();
    const printed = Buffer.concat(chunks).toString();
    if (code !== 0) throw new Error(`${words.join(" ")} ended with exit code ${String(code)}: ${failuresIn(printed)}`);
    const { digest, runs, wall } = JSON.parse(printed) as Printed;
    return { digest, runs, seconds: wall.seconds, memory };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** What to run again. */
function failuresIn(printed: string): string {
  try {
    return JSON.stringify((JSON.parse(printed) as Printed).failures);
  } catch {
    return printed.slice(0, 500);
  }
}

interface Printed {
  readonly failures: readonly unknown[];
  readonly digest: string;
  readonly runs: number;
  readonly wall: { readonly seconds: number };
}
