import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cycles, LAYERS, layerViolations } from "./tidy/layers.ts";
import {
  exceptionViolations, lengthViolations, lockfileViolations, machinePathViolations, moduleStateViolations,
  nameViolations, testViolations, widthViolations,
} from "./tidy/rules.ts";
import { edges, readTree, type Tree } from "./tidy/tree.ts";

const repository = readTree(fileURLToPath(new URL("..", import.meta.url)));

/** Files above the limit, each with the reason why it is better whole. */
const LONG_FILES: Readonly<Record<string, string>> = {};

const planted = (files: Readonly<Record<string, string>>): Tree => new Map(Object.entries(files));

describe("layers", () => {
  test("a layer imports only what its row of the table allows", () => {
    expect(layerViolations(repository)).toEqual([]);
  });

  test("no file reaches itself by imports of values or types", () => {
    expect(cycles(repository)).toEqual([]);
  });

  test("the table itself has no cycle, so the layers can be read in one order", () => {
    const rows = Object.entries(LAYERS).flatMap(([layer, allowed]) => allowed.map((other) => ({ layer, other })));
    const files = new Map(Object.keys(LAYERS).map((layer) => [
      `src/${layer}/index.ts`,
      rows.filter((row) => row.layer === layer).map(({ other }) => `import "../${other}/index.ts";`).join("\n"),
    ]));
    expect(cycles(files)).toEqual([]);
  });

  test("the rules look at the real tree: it has many files and many edges", () => {
    expect([...repository.keys()].filter((path) => path.startsWith("src/")).length).toBeGreaterThan(50);
    expect(edges(repository).length).toBeGreaterThan(100);
  });

  const target = { "src/bus/client.ts": "export class Client {}" };
  test.each([
    ["an import", `import { Client } from "../bus/client.ts";`],
    ["an import of a type", `import type { Client } from "../bus/client.ts";`],
    ["an import for its effects", `import "../bus/client.ts";`],
    ["an export from", `export { Client } from "../bus/client.ts";`],
    ["an export of everything", `export * from "../bus/client.ts";`],
    ["an import type", `export const client: import("../bus/client.ts").Client | undefined = undefined;`],
    ["a dynamic import", `export const load = async () => import("../bus/client.ts");`],
  ])("%s of the bus by an oracle is caught", (_name, text) => {
    const tree = planted({ ...target, "src/oracles/planted.ts": text });
    expect(layerViolations(tree)).toEqual(["src/oracles/planted.ts: oracles must not import bus (src/bus/client.ts)"]);
  });

  test("an import in a comment or a string is not one", () => {
    const text = `// import "../bus/client.ts"\nexport const a = 'import "../bus/client.ts"';`;
    expect(layerViolations(planted({ ...target, "src/oracles/planted.ts": text }))).toEqual([]);
  });

  test("a folder that the table does not know is caught, and so is an import of a file that is not there", () => {
    expect(layerViolations(planted({ ...target, "src/stray/planted.ts": `import "../bus/client.ts";` })))
      .toEqual(["src/stray/planted.ts: no layer is called stray"]);
    expect(layerViolations(planted({ "src/bus/planted.ts": `import "./gone.ts";` })))
      .toEqual(["src/bus/planted.ts: imports src/bus/gone.ts, which is not there"]);
  });

  test("a cycle of three files, closed by a type, is caught and shown", () => {
    const tree = planted({
      "src/bus/a.ts": `import { b } from "./b.ts"; export const a = b;`,
      "src/bus/b.ts": `export { c as b } from "./c.ts";`,
      "src/bus/c.ts": `import type { A } from "./a.ts"; export const c: A | undefined = undefined;`,
    });
    expect(cycles(tree)).toEqual(["src/bus/a.ts → src/bus/b.ts → src/bus/c.ts → src/bus/a.ts"]);
  });
});

describe("names and lengths", () => {
  test("files are named in kebab-case for what they export", () => {
    expect(nameViolations(repository)).toEqual([]);
  });

  test.each([
    "src/bus/utils.ts", "src/kernel/time-helpers.ts", "test/common/clock.ts", "src/bus/MessageBus.ts", "src/bus/a_b.ts",
  ])("%s is caught", (path) => expect(nameViolations(planted({ [path]: "" }))).toHaveLength(1));

  test("files are short, but for those that say why", () => {
    expect(lengthViolations(repository, LONG_FILES)).toEqual([]);
  });

  test("a file of 301 lines is caught, one of 300 and an excused one are not, and a stale excuse is", () => {
    const long = "x\n".repeat(301);
    expect(lengthViolations(planted({ "src/bus/a.ts": "x\n".repeat(300), "src/bus/b.ts": long }), {}))
      .toEqual(["src/bus/b.ts: 301 lines, more than 300"]);
    expect(lengthViolations(planted({ "src/bus/b.ts": long }), { "src/bus/b.ts": "one table" })).toEqual([]);
    expect(lengthViolations(planted({ "src/bus/b.ts": "" }), { "src/bus/b.ts": "one table" }))
      .toEqual(["src/bus/b.ts: needs no excuse for its length"]);
  });

  test("lines end at column 120, but for a literal that is long itself", () => {
    expect(widthViolations(repository)).toEqual([]);
  });

  test("a line of 121 columns is caught, one of 120 and one of a long text are not", () => {
    const names = (columns: number): string => `${"a;".repeat(columns / 2)}${columns % 2 === 0 ? "" : ";"}`;
    const text = `export const text = "${"x".repeat(120)}";`;
    const short = `${names(110)} f("${"x".repeat(20)}");`;
    expect(widthViolations(planted({ "src/bus/a.ts": names(121), "src/bus/b.ts": names(120), "src/bus/c.ts": text })))
      .toEqual(["src/bus/a.ts:1: 121 columns, more than 120"]);
    expect(widthViolations(planted({ "src/bus/a.ts": `\n${short}` }))).toHaveLength(1);
  });
});

describe("state, tests and exceptions", () => {
  test("modules hold no variables", () => {
    expect(moduleStateViolations(repository)).toEqual([]);
  });

  test("a module-level let is caught, exported or not; one in a function, in live or in cli is not", () => {
    const text = `let count = 0;\nexport let total: number = 1;\nexport function f(): void { let inner = 1; inner++; }`;
    expect(moduleStateViolations(planted({ "src/bus/a.ts": text, "src/live/a.ts": text, "src/cli/a.ts": text })))
      .toEqual(["src/bus/a.ts: module-level let count", "src/bus/a.ts: module-level let total: number"]);
  });

  test("no test shuts out others, and one that may be left out says why", () => {
    expect(testViolations(repository)).toEqual([]);
  });

  test.each([
    [`test.only("a law", () => {});`, ".only"],
    [`describe.only("laws", () => {});`, ".only"],
    [`test.skip("a law", () => {});`, ".skip"],
    [`test.todo("a law");`, ".todo"],
    [`test.skipIf(true)("a law", () => {});`, "skipIf"],
    [`describe.skipIf(true).each([1])("laws", () => {});`, "skipIf"],
  ])("%s is caught", (text, problem) => {
    expect(testViolations(planted({ "test/bus/planted.test.ts": text }))).toEqual([expect.stringContaining(problem)]);
  });

  test("a test that is left out with its reason in the title is allowed", () => {
    const text = `test.skipIf(true)("a law (needs a server: REDIS_URL is not set)", () => {});`;
    expect(testViolations(planted({ "test/bus/planted.test.ts": text }))).toEqual([]);
  });

  test("exceptions to lint and to the compiler give their reason", () => {
    expect(exceptionViolations(repository)).toEqual([]);
  });

  const bare = ["// eslint-disable-next-line no-console", "/* eslint-disable */", "// @ts-expect-error"];
  test.each(bare)("%s is caught", (text) => {
    expect(exceptionViolations(planted({ "src/bus/a.ts": text }))).toHaveLength(1);
    expect(exceptionViolations(planted({ "src/bus/a.ts": text.replace(/( \*\/)?$/, " -- it is so$1") }))).toEqual([]);
  });
});

describe("what is shipped", () => {
  test("the lockfiles hold no registry addresses", () => {
    expect(lockfileViolations(repository)).toEqual([]);
    expect([...repository.keys()]).toContain("package-lock.json");
  });

  test("a registry address is caught", () => {
    const text = `{ "resolved": "https://registry.example/a.tgz" }`;
    expect(lockfileViolations(planted({ "bench/package-lock.json": text })))
      .toEqual([`bench/package-lock.json: holds "resolved" addresses`]);
  });

  test("no file names a path of somebody's machine", () => {
    expect(machinePathViolations(repository)).toEqual([]);
  });

  test.each(["work", "home", "tmp", "root"])("a path below /%s is caught; a part of another path is not", (folder) => {
    expect(machinePathViolations(planted({ "docs/a.md": `see \`/${folder}/data\`` }))).toHaveLength(1);
    expect(machinePathViolations(planted({ "docs/a.md": `see src/${folder}/data and ./${folder}/data` }))).toEqual([]);
  });
});
