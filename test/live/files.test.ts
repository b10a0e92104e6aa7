import { spawnSync } from "node:child_process";
import {
  chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { buildSync } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import { createFile, openFile } from "../../src/live/files.ts";
import type { ByteSink, ByteSource } from "../../src/traffic/record.ts";

const folder = mkdtempSync(path.join(tmpdir(), "wavetank-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const onWindows = process.platform === "win32";
const inFolder = (name: string): string => path.join(folder, name);
const withCode = (code: string): unknown => expect.objectContaining({ code });

describe("an input file", () => {
  test("is read at any offset, fewer bytes only at its end", () => {
    writeFileSync(inFolder("digits"), "0123456789");
    const file = openFile(inFolder("digits"));
    const source: ByteSource = file;
    expect([source.name, source.size]).toEqual([inFolder("digits"), 10]);
    const read = (offset: number, length: number): string => {
      const into = new Uint8Array(length);
      return Buffer.from(into.subarray(0, source.read(offset, into))).toString();
    };
    expect([read(0, 3), read(7, 3), read(4, 0)]).toEqual(["012", "789", ""]);
    expect([read(8, 5), read(10, 5), read(99, 1)], "at and after the end").toEqual(["89", "", ""]);
    file.close();
  });

  test("that does not exist, or lies in a file, is not found", () => {
    writeFileSync(inFolder("plain"), "");
    for (const name of ["nowhere", "plain/inside", "no-folder/file"]) {
      expect(() => openFile(inFolder(name))).toThrow(expect.objectContaining({
        code: "E_FILE_NOT_FOUND",
        detail: expect.objectContaining({ where: inFolder(name), hint: expect.stringContaining("check the path") }),
      }));
    }
  });

  test("that is a folder is refused as one", () => {
    expect(() => openFile(folder)).toThrow(withCode("E_FILE_IS_DIRECTORY"));
  });

  test.skipIf(onWindows)("that is a device or a pipe is refused without waiting for it (Windows has none)", () => {
    expect(() => openFile("/dev/null")).toThrow(withCode("E_FILE_READ"));
    if (spawnSync("mkfifo", [inFolder("pipe")]).status !== 0) return;
    expect(() => openFile(inFolder("pipe"))).toThrow(withCode("E_FILE_READ"));
  });

  test.skipIf(process.getuid?.() === 0)("without permission is refused with the reason (not as root)", () => {
    writeFileSync(inFolder("secret"), "");
    chmodSync(inFolder("secret"), 0);
    expect(() => openFile(inFolder("secret"))).toThrow(withCode("E_FILE_READ"));
  });
});

describe("an output file", () => {
  test("has its bytes under .partial until it is committed, then only under its name", () => {
    const target = inFolder("committed");
    writeFileSync(target, "older");
    const file = createFile(target);
    const sink: ByteSink = file;
    sink.write(Uint8Array.of(97, 98));
    sink.write(Uint8Array.of(99));
    expect(readFileSync(target, "utf8"), "until then the older one stays").toBe("older");
    expect(readFileSync(`${target}.partial`, "utf8")).toBe("abc");
    file.commit();
    expect(readFileSync(target, "utf8")).toBe("abc");
    expect(existsSync(`${target}.partial`)).toBe(false);
    file.abort();
    expect(readFileSync(target, "utf8"), "abort after commit does nothing").toBe("abc");
  });

  test.skipIf(onWindows)("is not put in the place of a pipe or a device (Windows has none)", () => {
    if (spawnSync("mkfifo", [inFolder("fifo")]).status !== 0) return;
    for (const name of ["/dev/null", inFolder("fifo")])
      expect(() => createFile(name)).toThrow(withCode("E_FILE_WRITE"));
    expect(statSync(inFolder("fifo")).isFIFO()).toBe(true);
    expect(existsSync("/dev/null.partial")).toBe(false);
  });

  test("that is aborted leaves nothing", () => {
    const file = createFile(inFolder("aborted"));
    file.write(Uint8Array.of(1));
    file.abort();
    file.abort();
    expect(readdirSync(folder).filter((name) => name.startsWith("aborted"))).toEqual([]);
  });

  test("that was committed or aborted takes no more bytes and no commit", () => {
    for (const end of ["commit", "abort"] as const) {
      const file = createFile(inFolder(`ended-${end}`));
      file[end]();
      expect(() => file.write(Uint8Array.of(1))).toThrow(withCode("E_FILE_WRITE"));
      expect(() => file.commit()).toThrow(withCode("E_FILE_WRITE"));
    }
  });

  test("does not overwrite what another recorder writes or left behind", () => {
    const target = inFolder("left");
    writeFileSync(`${target}.partial`, "recorded before a crash");
    expect(() => createFile(target)).toThrow(expect.objectContaining({
      code: "E_FILE_EXISTS",
      detail: expect.objectContaining({ where: `${target}.partial` }),
    }));
    expect(readFileSync(`${target}.partial`, "utf8")).toBe("recorded before a crash");
  });

  test("cannot take the place of a folder, or lie in one that is not there", () => {
    mkdirSync(inFolder("taken"));
    expect(() => createFile(inFolder("taken"))).toThrow(withCode("E_FILE_IS_DIRECTORY"));
    expect(() => createFile(inFolder("absent/file"))).toThrow(withCode("E_FILE_NOT_FOUND"));
  });

  test("whose folder vanishes is not committed, and says so", () => {
    mkdirSync(inFolder("vanishing"));
    const file = createFile(inFolder("vanishing/file"));
    rmSync(inFolder("vanishing"), { recursive: true });
    expect(() => file.commit()).toThrow(withCode("E_FILE_NOT_FOUND"));
    file.abort();
  });

  test.skipIf(onWindows)("that grows past what the system allows says so and is kept (ulimit: not on Windows)", () => {
    const bundle = inFolder("writer.mjs");
    const source = `
      import { createFile } from ${JSON.stringify(path.resolve(import.meta.dirname, "../../src/live/files.ts"))};
      const file = createFile(process.argv[2]);
      try { for (;;) file.write(new Uint8Array(700)); } catch (error) {
        process.stdout.write(JSON.stringify({ code: error.code, hint: error.detail.hint }));
      }
    `;
    const stdin = { contents: source, resolveDir: folder };
    buildSync({ stdin, outfile: bundle, bundle: true, platform: "node", format: "esm" });
    const command = 'ulimit -f 8 && exec "$0" "$@"';
    const limited = spawnSync("sh", ["-c", command, process.execPath, bundle, inFolder("limited")]);
    expect(limited.stderr.toString()).toBe("");
    const { code, hint } = JSON.parse(limited.stdout.toString()) as { code: string; hint: string };
    expect([code, hint]).toEqual(["E_FILE_WRITE", expect.stringContaining("ulimit -f")]);
    expect(readFileSync(inFolder("limited.partial")).length % 1024, "the last write went in up to the limit").toBe(0);
  });
});
