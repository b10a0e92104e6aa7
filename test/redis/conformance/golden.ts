import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Case } from "./case.ts";
import type { Transcript } from "./depth.ts";
import { stepText } from "./step.ts";

/** What a real server answered to the cases of an area, by the case's name. */
export type Golden = Readonly<Record<string, Transcript>>;

const FOLDER = path.resolve("test/redis/conformance/golden");

const fileOf = (area: string, compat: string): string => path.join(FOLDER, `${area}.${compat}.json`);

export function readGolden(area: string, compat: string): Golden {
  const file = fileOf(area, compat);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Golden) : {};
}

/** One line a step, so that a change of a reply is a change of a line. */
export function writeGolden(area: string, compat: string, golden: Golden): void {
  mkdirSync(FOLDER, { recursive: true });
  const cases = Object.entries(golden).map(([name, rows]) =>
    `${JSON.stringify(name)}: [\n${rows.map((row) => `  ${ascii(JSON.stringify(row))}`).join(",\n")}\n]`);
  writeFileSync(fileOf(area, compat), `{\n${cases.join(",\n")}\n}\n`);
}

const ascii = (json: string): string =>
  json.replace(/[\x7f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The recorded transcript, if it is of these very steps. */
export function recorded(golden: Golden, { name, steps }: Case): Transcript | undefined {
  const rows = golden[name];
  return rows?.length === steps.length && rows.every(([text], index) => text === stepText(steps[index] as string))
    ? rows
    : undefined;
}
