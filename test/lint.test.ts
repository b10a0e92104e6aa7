import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { describe, expect, test } from "vitest";
import tseslint from "typescript-eslint";

// Rules that need types are off: they need the planted file to be on disk, and the bans do not use them.
const eslint = new ESLint({
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  overrideConfig: tseslint.configs.disableTypeChecked,
});

async function problems(path: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: path });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

/** What no layer of a simulated world may write. */
const banned: readonly (readonly [rule: string, text: string])[] = [
  ["no-restricted-globals", "export const at = Date.now();"],
  ["no-restricted-globals", "export const at = new Date(0);"],
  ["no-restricted-globals", "export const at = performance.now();"],
  ["no-restricted-globals", "export const timer = setTimeout(() => undefined, 1);"],
  ["no-restricted-globals", "setImmediate(() => undefined);"],
  ["no-restricted-globals", "export const answer = fetch('http://localhost');"],
  ["no-restricted-globals", "export const id = crypto.randomUUID();"],
  ["no-restricted-globals", "export const home = process.env.HOME;"],
  ["no-restricted-globals", "export const socket = new WebSocket('ws://localhost');"],
  ["no-restricted-globals", "export const ref = new WeakRef({});"],
  ["no-restricted-globals", "export const format = new Intl.NumberFormat();"],
  ["no-restricted-globals", "export const at = globalThis.Date.now();"],
  ["no-restricted-syntax", "export const run: { end?: () => void } = {}; run.end = () => undefined;"],
  ["no-restricted-properties", "export const chance = Math.random();"],
  ["no-restricted-properties", "export const delay = Math.log(2);"],
  ["no-restricted-properties", "export const power = Math.pow(2, 3);"],
  ["no-restricted-properties", "export const order = 'a'.localeCompare('b');"],
  ["no-restricted-properties", "export const text = (1).toLocaleString();"],
  ["@typescript-eslint/no-restricted-imports", "export { readFileSync } from 'node:fs';"],
  ["@typescript-eslint/no-restricted-imports", "export { setTimeout } from 'node:timers';"],
  ["@typescript-eslint/no-restricted-imports", "export { readFileSync } from 'fs';"],
  ["@typescript-eslint/no-restricted-imports", "export { Redis } from 'ioredis';"],
  ["@typescript-eslint/no-restricted-imports", "export { gzip } from 'node:zlib';"],
  ["no-restricted-syntax", "export const load = () => import('./bus.ts');"],
  ["no-restricted-syntax", "for (const key in {}) void key;"],
  ["no-console", "console.log('here');"],
  ["@typescript-eslint/no-explicit-any", "export const anything: any = 1;"],
  ["@typescript-eslint/no-non-null-assertion", "export const first = [1][0]!;"],
  ["eqeqeq", "export const same = (1 as number) == 2;"],
];

describe("in a pure layer", () => {
  test.each(banned)("%s forbids %s", async (rule, text) => {
    expect(await problems("src/kernel/planted.ts", text)).toContain(rule);
    expect(await problems("src/harness/planted.ts", text)).toContain(rule);
  });

  test("what computes and does nothing else is allowed", async () => {
    expect(await problems("src/kernel/planted.ts", [
      `import { Buffer } from "node:buffer";`,
      `import { inflateRawSync } from "node:zlib";`,
      `import { Packr } from "msgpackr";`,
      "export const floor = Math.floor(Math.sqrt(Buffer.from(inflateRawSync(new Packr().pack(1))).length));",
      "queueMicrotask(() => undefined);",
    ].join("\n"))).toEqual([]);
  });
});

const impure = ["src/live/planted.ts", "src/cli/planted.ts", "src/redis/live/planted.ts"];
test.each(impure)("%s may touch the machine", async (path) => {
  const text = `import { openSync } from "node:fs";\nexport const read = [openSync, Date, setTimeout, process];`;
  expect(await problems(path, text)).toEqual([]);
});
