import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WavetankError } from "../../../src/kernel/error.ts";
import { openFile } from "../../../src/live/files.ts";
import { openRecording } from "../../../src/traffic/recording/reader.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(path.join(tmpdir(), "wavetank-kill-"));
const recorder = path.join(folder, "recorder.mjs");

/** Records frames without end, flushes every `FLUSH` of them, and says after each flush how many are safe. */
const FLUSH = 37;
const RECORDER = `
  import { writeSync } from "node:fs";
  import { createFile } from "${repository}/src/live/files.ts";
  import { RecordingWriter } from "${repository}/src/traffic/recording/writer.ts";
  const header = { version: 1, epochUnixNs: 0n, sources: [{ venue: "V", config: "" }], origin: "kill" };
  const writer = new RecordingWriter(createFile(process.argv[2]), header);
  for (let at = 0; ; at++) {
    const bytes = Buffer.from('{"n":' + at + ',"padding":"' + Math.imul(at, 0x9e3779b1).toString(36).repeat(20) + '"}');
    writer.append({ kind: "frame", at, source: 0, connection: "c", bytes, binary: false });
    if (at % ${FLUSH} !== ${FLUSH} - 1) continue;
    writer.flush();
    writeSync(1, at + 1 + "\\n");
  }
`;

beforeAll(() => {
  const source = path.join(folder, "recorder.ts");
  writeFileSync(source, RECORDER);
  buildSync({
    entryPoints: [source], outfile: recorder, bundle: true, platform: "node", format: "esm", logLevel: "error",
    nodePaths: [path.join(repository, "node_modules")],
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([0, 1, 2, 3])("kill -9 of a recorder loses nothing flushed and leaves whole records (%i)", async (round) => {
  const target = path.join(folder, `killed-${round}.wtr`);
  const safe = await recordAndKill(target, 400 * (round + 1));

  expect(existsSync(target), "only a finished recording has its name").toBe(false);
  const file = openFile(`${target}.partial`);
  try {
    const reader = openRecording(file);
    expect(reader.complete).toBe(false);
    let count = 0;
    let error: unknown;
    try {
      for (let next = reader.next(); next !== undefined; next = reader.next()) {
        expect(next.at).toBe(count);
        expect(Buffer.from((next as { bytes: Uint8Array }).bytes).toString()).toContain(`{"n":${count},`);
        count += 1;
      }
    } catch (thrown) {
      error = thrown;
    }
    expect(count).toBeGreaterThanOrEqual(safe);
    expect(count % FLUSH, "whole blocks").toBe(0);
    if (error !== undefined) expect((error as WavetankError).code).toBe("E_RECORDING_TRUNCATED");
  } finally {
    file.close();
  }
});

/** Kills the recorder as soon as it says that `atLeast` records are safe; returns the last number that it said. */
async function recordAndKill(target: string, atLeast: number): Promise<number> {
  const child = spawn(process.execPath, [recorder, target], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (lastNumber(said) >= atLeast) child.kill("SIGKILL");
  });
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const signal = await new Promise((resolve) => child.on("close", (_code, by) => resolve(by)));
  expect(signal, complaint).toBe("SIGKILL");
  return lastNumber(said);
}

/** Of the whole lines. */
const lastNumber = (lines: string): number => Number(lines.split("\n").at(-2) ?? 0);
