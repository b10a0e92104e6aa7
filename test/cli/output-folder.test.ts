import { existsSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkFolder, makeFolder } from "../../src/cli/campaign/output-folder.ts";

const scratch = (): string => mkdtempSync(path.join(tmpdir(), "wavetank-folder-"));

describe("an output folder", () => {
  test("is made with those above it, and may be there already", () => {
    const folder = path.join(scratch(), "a", "b", "c");
    checkFolder(folder);
    expect(existsSync(folder)).toBe(false);
    makeFolder(folder);
    makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  test("below a file is refused before anything is made", () => {
    const file = path.join(scratch(), "file");
    writeFileSync(file, "");
    expect(() => checkFolder(path.join(file, "x"))).toThrow(
      expect.objectContaining({ code: "E_FILE_WRITE", message: expect.stringContaining("is no folder") }),
    );
  });

  test.runIf(existsSync("/proc/self"))(
    "that nobody can make, though the one above is there, is refused and not tried for ever",
    () => {
      expect(() => makeFolder("/proc/wavetank/failures")).toThrow(expect.objectContaining({ code: "E_FILE_WRITE" }));
    },
  );
});
