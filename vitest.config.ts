import { defineConfig } from "vitest/config";

const source = (file: string): string => new URL(`./src/${file}`, import.meta.url).pathname;

export default defineConfig({
  // What is shipped imports the package by its name.
  resolve: {
    alias: {
      "wavetank/fast-check": source("check/index.ts"),
      "wavetank/vitest": source("check/vitest.ts"),
      wavetank: source("harness/index.ts"),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/property-seed.ts"],
    pool: "forks",
    maxWorkers: "100%",
    // What is claimed about memory is measured after a collection.
    execArgv: ["--expose-gc"],
    // Longer than a machine that is busy or stands still takes for anything.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
