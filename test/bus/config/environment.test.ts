import { describe, expect, test } from "vitest";
import { requireConfig } from "../../../src/bus/config/check.ts";
import { loadConfig, OVERRIDE_VARIABLES } from "../../../src/bus/config/environment.ts";
import { formatProblem } from "../../../src/bus/config/problem.ts";
import { PRESETS } from "../../../src/bus/config/presets.ts";

const FILES: Readonly<Record<string, string>> = {
  "bus.json": '{ "group": "from-file", "buffers": { "LOW": { "lowWater": 7 } } }',
  "broken.json": '{\n  "group": }',
  "wrong.json": '{\n  "group": 5 }',
  "list.json": "[]",
};

const readFile = (path: string): string => {
  const text = FILES[path];
  if (text === undefined) throw new Error(`ENOENT: ${path}`);
  return text;
};

const load = (env: Readonly<Record<string, string | undefined>>) => loadConfig(env, readFile);
const errorsOf = (env: Readonly<Record<string, string>>): string[] => {
  const { config, errors, file } = load(env);
  expect(config === undefined).toBe(errors.length > 0);
  return errors.map((problem) => formatProblem(problem, file));
};

const { development, production } = PRESETS;
const withFile = (base: typeof development) => ({
  ...base,
  group: "from-file", buffers: { ...base.buffers, LOW: { ...base.buffers.LOW, lowWater: 7 } },
});

describe("file and preset", () => {
  test.each([
    ["neither", {}, development],
    ["both empty", { NAUTILUS_ENV: "", NAUTILUS_MESSAGEBUS_CONFIG: "" }, development],
    ["development", { NAUTILUS_ENV: "development" }, development],
    ["production", { NAUTILUS_ENV: "production" }, production],
    ["high-frequency", { NAUTILUS_ENV: "high-frequency" }, PRESETS["high-frequency"]],
    ["hft", { NAUTILUS_ENV: "hft" }, PRESETS["high-frequency"]],
    ["a file", { NAUTILUS_MESSAGEBUS_CONFIG: "bus.json" }, withFile(development)],
    [
      "a file over a preset", { NAUTILUS_MESSAGEBUS_CONFIG: "bus.json", NAUTILUS_ENV: "production" },
      withFile(production),
    ],
    ["variables of others", { NAUTILUS_PATH: "x", PATH: "y" }, development],
  ])("%s", (_name, env, expected) => expect(requireConfig(load(env))).toEqual(expected));

  test("a missing file is an error, whatever else is set", () => {
    expect(errorsOf({ NAUTILUS_MESSAGEBUS_CONFIG: "gone.json", NAUTILUS_ENV: "production" })).toEqual([
      "environment variable NAUTILUS_MESSAGEBUS_CONFIG: error: $: found gone.json, which cannot be read: Error: ENOENT: gone.json, " +
        "expected the path of a configuration; correct the path, or unset the variable",
    ]);
  });

  test.each([["broken.json", "broken.json:2:12"], ["wrong.json", "wrong.json:2:12"], ["list.json", "list.json:1:1"]])(
    "an error in %s is named with its line", (file, place) => {
      expect(errorsOf({ NAUTILUS_MESSAGEBUS_CONFIG: file })).toEqual([expect.stringContaining(`${place}: error: $`)]);
    });

  test.each(["prod", "PRODUCTION", "__proto__", "constructor"])(
    "the preset %s does not exist, and nothing stands in for it",
    (name) => {
      expect(errorsOf({ NAUTILUS_ENV: name })).toEqual([
        expect.stringContaining("environment variable NAUTILUS_ENV: error"),
      ]);
    },
  );

  test("every problem of file, preset and variables is reported at once", () => {
    expect(
      errorsOf({
        NAUTILUS_ENV: "prodction", NAUTILUS_MESSAGEBUS_CONFIG: "wrong.json", NAUTILUS_MESSAGEBUS_BATCH: "0",
        NAUTILUS_MESSAGEBUS_STREEM: "x",
      }),
    ).toEqual(
      ["did you mean production", "STREEM", "$.group", "$.batch"].map((text): unknown => expect.stringContaining(text)),
    );
  });
});

describe("single fields", () => {
  test("each field has one variable", () => {
    expect(OVERRIDE_VARIABLES).toHaveLength(new Set(OVERRIDE_VARIABLES).size);
    expect(OVERRIDE_VARIABLES).toEqual(
      expect.arrayContaining([
        "NAUTILUS_MESSAGEBUS_STREAM", "NAUTILUS_MESSAGEBUS_BUFFERS_CRITICAL_FLUSH_INTERVAL_MS",
        "NAUTILUS_MESSAGEBUS_TRIM_UNACKNOWLEDGED",
      ]),
    );
  });

  test("a variable goes before the file, and the file before the preset", () => {
    const config = requireConfig(
      load({
        NAUTILUS_ENV: "production", NAUTILUS_MESSAGEBUS_CONFIG: "bus.json",
        NAUTILUS_MESSAGEBUS_BUFFERS_LOW_CAPACITY: "9000",
        NAUTILUS_MESSAGEBUS_BUFFERS_CRITICAL_FLUSH_INTERVAL_MS: "0.125", NAUTILUS_MESSAGEBUS_GROUP: "5",
        NAUTILUS_MESSAGEBUS_STREAM: "",
      }),
    );
    expect(config.buffers.LOW).toEqual({ ...development.buffers.LOW, lowWater: 7, capacity: 9_000 });
    expect(config.buffers.CRITICAL).toEqual({ ...production.buffers.CRITICAL, flushInterval: 125_000 });
    expect([config.group, config.stream]).toEqual(["5", production.stream]);
  });

  test.each([
    ["NAUTILUS_MESSAGEBUS_BATCH", "many", "$.batch: found the text \"many\""],
    ["NAUTILUS_MESSAGEBUS_BATCH", "0x10", "$.batch: found the text \"0x10\""],
    ["NAUTILUS_MESSAGEBUS_BATCH", "3", "$.batch: found the number 3"],
    ["NAUTILUS_MESSAGEBUS_TRIM_STRATEGY", "maxlen", "$.trim.strategy: found the text \"maxlen\""],
    ["NAUTILUS_MESSAGEBUS_BUFFERS_LOW_HIGH_WATER", "10000", "$.buffers.LOW.highWater: found a highWater of 10,000"],
  ])("%s=%s is an error that names the variable", (name, value, text) => {
    expect(errorsOf({ [name]: value })).toEqual([
      expect.stringContaining(`environment variable ${name}: error: ${text}`),
    ]);
  });

  test("the order in which the environment lists its variables changes nothing", () => {
    const entries = [
      ["NAUTILUS_MESSAGEBUS_STREEM", "x"], ["NAUTILUS_MESSAGEBUS_BATCH", "0"], ["NAUTILUS_MESSAGEBUS_BATSCH", "5"],
    ] as const;
    const errors = errorsOf(Object.fromEntries(entries));
    expect(errors).toHaveLength(3);
    expect(errorsOf(Object.fromEntries([...entries].reverse()))).toEqual(errors);
  });

  test("a variable of the family that sets nothing is an error with the nearest name", () => {
    expect(errorsOf({ NAUTILUS_MESSAGEBUS_BUFFERS_LOW_CAPACTY: "5" })).toEqual([
      expect.stringContaining("did you mean NAUTILUS_MESSAGEBUS_BUFFERS_LOW_CAPACITY?"),
    ]);
  });
});
