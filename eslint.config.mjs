import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** The layers that a simulated world is made of: everything in src that is not there to touch the machine. */
const pure = ["src/**/*.ts"];
const impure = ["src/live/**", "src/cli/**", "src/redis/live/**"];

const instead = {
  time: "Time comes from the run's Clock.",
  timer: "Timers come from the run's Clock or Scheduler.",
  chance: "Chance comes from a RandomStream or from Decisions.",
  io: "I/O belongs to src/live, src/redis/live and src/cli.",
  memory: "What the garbage collector does, and when, differs between runs.",
  locale: "Locales and time zones differ between machines: compare code units, format by hand.",
  threads: "Threads interleave differently in every run: one world to a thread, and no threads in a world.",
  power: "ECMAScript leaves the last bits of this function to the engine: use integers or a table.",
};

const bannedGlobals = [
  ["Date", instead.time], ["performance", instead.time], ["Temporal", instead.time],
  ["setTimeout", instead.timer], ["setInterval", instead.timer], ["setImmediate", instead.timer],
  ["crypto", instead.chance],
  ["fetch", instead.io], ["WebSocket", instead.io], ["EventSource", instead.io], ["process", instead.io],
  ["navigator", instead.io], ["localStorage", instead.io], ["sessionStorage", instead.io], ["require", instead.io],
  ["globalThis", "Name the global, so that this list can see it."], ["global", "Name the global."],
  ["WeakRef", instead.memory], ["FinalizationRegistry", instead.memory],
  ["Intl", instead.locale],
  ["MessageChannel", instead.threads], ["BroadcastChannel", instead.threads], ["Worker", instead.threads],
  ["Atomics", instead.threads], ["SharedArrayBuffer", instead.threads], ["WebAssembly", instead.threads],
].map(([name, message]) => ({ name, message }));

const approximated = [
  "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp", "expm1", "hypot", "log",
  "log10", "log1p", "log2", "pow", "sin", "sinh", "tan", "tanh",
];

const localised = [
  "localeCompare", "toLocaleString", "toLocaleDateString", "toLocaleTimeString", "toLocaleLowerCase",
  "toLocaleUpperCase",
];

const bannedProperties = [
  { object: "Math", property: "random", message: instead.chance },
  ...approximated.map((property) => ({ object: "Math", property, message: instead.power })),
  { object: "AbortSignal", property: "timeout", message: instead.timer },
  ...localised.map((property) => ({ property, message: instead.locale })),
];

const computing = ["fflate", "fzstd", "msgpackr", "node:buffer", "node:zlib", "seedrandom/lib/xor128\\.js"];

/** Packages and builtins that compute and do nothing else, and those of the user's tests. */
const importBans = (...also) => ({
  patterns: [
    {
      regex: `^(?!\\.)(?!(${[...computing, ...also].join("|")})$)`,
      message: `${instead.io} Pure layers import only packages that compute.`,
    },
    {
      regex: "^node:zlib$", importNamePattern: "^(?!.*Sync$|constants$|crc32$)", allowTypeImports: true,
      message: "Only the synchronous functions: the others finish when the thread pool likes.",
    },
  ],
});

const everywhere = {
  "no-restricted-syntax": [
    "error",
    { selector: "ForInStatement", message: "for…in also walks inherited keys; use Object.keys or a Map." },
    { selector: "ImportExpression", message: "A module is loaded before instant 0: import it at the top." },
    {
      // Whatever it closes over, often a whole world, then lasts until the next full collection: one run's after another's.
      selector: "AssignmentExpression[left.type='MemberExpression'][right.type=/^(ArrowFunction|Function)Expression$/]",
      message: "V8 makes a function that is written there among the old objects: give it a name, then assign the name.",
    },
  ],
  eqeqeq: "error",
  "no-console": "error",
  "no-var": "error",
  "prefer-const": "error",
  "object-shorthand": "error",
  "@typescript-eslint/no-explicit-any": "error",
  "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
  "@typescript-eslint/no-import-type-side-effects": "error",
  "@typescript-eslint/no-floating-promises": "error",
  "@typescript-eslint/return-await": ["error", "in-try-catch"],
  "@typescript-eslint/only-throw-error": ["error", { allowThrowingUnknown: true, allowRethrowing: true }],
  "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
  "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
  "@typescript-eslint/no-confusing-void-expression": "off",
  "@typescript-eslint/no-unused-vars": [
    "error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "none" },
  ],
  // A port is asynchronous because one of its adapters is; the others need not await.
  "@typescript-eslint/require-await": "off",
  "@typescript-eslint/unbound-method": "error",
};

export default defineConfig(
  globalIgnores(["dist/", "coverage/", "recordings/", "bench/results/", "**/node_modules/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: everywhere,
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-deprecated": "error",
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: pure,
    ignores: impure,
    rules: {
      "no-restricted-globals": ["error", ...bannedGlobals],
      "no-restricted-properties": ["error", ...bannedProperties],
      "@typescript-eslint/no-restricted-imports": ["error", importBans()],
    },
  },
  {
    files: ["src/check/**/*.ts"],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", importBans("fast-check", "vitest")] },
  },
  {
    // Commands are loaded when they are asked for, so that `--help` stays fast.
    files: ["src/cli/**/*.ts"],
    rules: { "no-restricted-syntax": "off", "no-console": "off" },
  },
  {
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      "no-restricted-syntax": "off",
      "no-console": "off",
      // A test proves by failing what it asserts with `!`.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Matchers of the test runner are typed `any`, and a mock is asked for methods without its object.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/unbound-method": "off",
      // `await undefined` is one turn of the microtask queue, which is what some tests are about.
      "@typescript-eslint/await-thenable": "off",
    },
  },
  // Its rivals are installed by its own package.json, so their types may not be there.
  { files: ["bench/**/*.ts"], extends: [tseslint.configs.disableTypeChecked] },
  { files: ["**/*.{js,mjs}"], extends: [tseslint.configs.recommended, tseslint.configs.disableTypeChecked] },
);
