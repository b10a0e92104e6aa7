import { readdirSync } from "node:fs";
import path from "node:path";
import type { Case } from "./case.ts";

export interface Area {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** The cases of every file in cases/, or of the named ones. */
export async function loadAreas(names: readonly string[] = []): Promise<readonly Area[]> {
  const files = readdirSync(path.resolve("test/redis/conformance/cases")).filter((file) => file.endsWith(".ts")).sort();
  const wanted = files
    .map((file) => file.slice(0, -".ts".length))
    .filter((name) => names.length === 0 || names.includes(name));
  return Promise.all(wanted.map(async (name) => {
    const { CASES } = (await import(`./cases/${name}.ts`)) as { CASES: readonly Case[] };
    const doubles = CASES.map((one) => one.name).filter((title, index, all) => all.indexOf(title) !== index);
    if (doubles.length > 0) throw new Error(`two cases of ${name} have the name ${doubles.join(", ")}`);
    return { name, cases: CASES };
  }));
}
