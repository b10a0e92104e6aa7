import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ZstdBytes } from "../../../src/traffic/bytes/zstd-bytes.ts";
import { concat, drain, isPrefix, memorySource } from "./memory-source.ts";
import { blockHead, rawBlock, repeatedBlock, skippable, zstdFrame } from "./zstd-forge.ts";

const unzstd = (bytes: Uint8Array): ReturnType<typeof drain> => drain(new ZstdBytes(memorySource(bytes)));
const decode = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
const lines = (count: number): string =>
  Array.from({ length: count }, (_, i) => `line ${i + 1} of a capture\n`).join("");

/** Written by zstd 1.5.4: blocks of 1 KiB with a checksum; one byte; one block without a checksum. */
const PACKED = decode(
  "KLUv/QQA1AIAgkQOELA75Ml7kC/JbUpKSiA4MpfjvXk1Uex4b15NFDrem1cTRY735tVEgeO9eTWBac8xUgIJZwUMRqEUMagRsLt/B+DnESQEv8Lz" +
    "A0m2Td7RnHEAwEwADkhVpAEAc0MH782riWKM9+bVRPHjvXk1Ufh4b15NFD3em1cTBYcxmBDoHgAR/AjBGT/MMVJLLXUlBXQCAELGCg3QpTFRAVCc" +
    "7L0DllCMgZQgaq21VkoppZRSSuecc8455/z//93d3d3dMUAvqBAQP6CzDxEkBP8IP38/X73rgttW7bNgu2o9rRuIINQBAMIFCgvQZwxA4O7emQAR" +
    "ApTOOeecc84ppZRSSilljDHGGGOMu7u7u7sQQqgv2AAR/AoBQtAPLxMAAAHsAQBShgsN0KUxF3jw1sCdxijrBECAUUCglFJKKaX//7+7u7u7O+ec" +
    "c845Z61Wq9VqtSIBL9gAIQT/8wfPGwBAxAEA0gUKC+AZxjDn3lLKRJkBoiiKYhiGYRiGYRju7u7u7qqqqqqqZmZmZmaCIy/YABG8QrDCD4/YAAjM" +
    "AQDyxQkI4OnHSOk3MAj/7u7u7u5aa6211lrnnHPOOec855xzzjlnGIZhCAEvmBDyBwARrBD8/AEoXQqsAQDihQgK4GkMAIRbysYUASGEEEIId3d3" +
    "d3dVVVVVVTMzMzMz//8jL5gQED8AETxC8P4B3zYAAh0BANJCBQbgbX0vMUXInHPOOeecu7u7u7tSARfYABB+RZgfrgYCWMb3hw==",
);
const ONE_BYTE = decode("KLUv/QRoCQAAYVtujKk=");
const UNCHECKED = decode(
  "KLUv/QBYBQQAEkQNFJArHegacQDu191Fx9snUkL8rg1Ap23btiVJkiT//w82CmIQTmm3kgJuaRgFHYYMSWy7lVQnIICj0gOd0JdmtKCPZmmhD81o" +
    "QR/N0EIfzdJCH5rRkr5oVoUWavRNo5k0WqLRB41mz2hxRl8zmpGSNpHkJiwRySXMJcJL4hg=",
);

describe("a sound Zstandard input", () => {
  test("gives its plain bytes, with and without a checksum", () => {
    for (const [packed, plain] of [
      [PACKED, lines(400)],
      [ONE_BYTE, "a"],
      [UNCHECKED, lines(40)],
    ] as const) {
      const { bytes, error } = unzstd(packed);
      expect(error).toBeUndefined();
      expect(Buffer.from(bytes).toString()).toBe(plain);
    }
  });

  test("may have several frames and skippable ones before, between and behind them", () => {
    const note = skippable(Buffer.from("a note of the packer"));
    const { bytes, error } = unzstd(
      concat([note, PACKED, note, note, ONE_BYTE, UNCHECKED, skippable(new Uint8Array(0))]),
    );
    expect(error).toBeUndefined();
    expect(Buffer.from(bytes).toString()).toBe(`${lines(400)}a${lines(40)}`);
  });

  test("may have blocks of any size, empty ones too", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 }), (blocks) => {
        const forged = blocks.map((block) => rawBlock(block, false));
        const frame = zstdFrame({ blocks: [...forged, rawBlock(new Uint8Array(0), true)] });
        const { bytes, error } = unzstd(concat([frame, frame]));
        expect(error).toBeUndefined();
        expect(Buffer.compare(bytes, Buffer.concat([...blocks, ...blocks]))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("that expands ten thousandfold comes in bounded chunks", () => {
    const blocks = Array.from({ length: 600 }, (_, i) => repeatedBlock(120, 128 * 1024, i === 599));
    const { bytes, largest, error } = unzstd(zstdFrame({ blocks }));
    expect(error).toBeUndefined();
    expect(bytes.length).toBe(600 * 128 * 1024);
    expect(largest).toBe(128 * 1024);
  });
});

describe("a damaged Zstandard input", () => {
  test("cut or wrong in its checksum gives all of its text first", () => {
    const cut = PACKED.subarray(0, -1);
    for (const damaged of [cut, concat([cut, Uint8Array.of(PACKED.at(-1)! ^ 1)])]) {
      const { bytes, error } = unzstd(damaged);
      expect(Buffer.from(bytes).toString()).toBe(lines(400));
      expect(error?.code).toBe(damaged.length < PACKED.length ? "E_CAPTURE_TRUNCATED" : "E_CAPTURE_CORRUPT");
    }
  });

  test("cut anywhere gives a prefix, then E_CAPTURE_TRUNCATED, at every further call", () => {
    const packed = concat([
      skippable(Uint8Array.of(1, 2, 3)),
      zstdFrame({ blocks: [rawBlock("first ", false), rawBlock("last", true)] }),
      PACKED,
    ]);
    const plain = Buffer.from(`first last${lines(400)}`);
    const whole = [packed.length - PACKED.length, 11];
    for (let size = 5; size < packed.length; size++) {
      if (whole.includes(size)) continue; // between two frames a cut cannot be seen
      const stream = new ZstdBytes(memorySource(packed.subarray(0, size)));
      const { bytes, error } = drain(stream);
      expect(error?.code, `cut at ${size}`).toBe("E_CAPTURE_TRUNCATED");
      expect(error?.detail.where).toBe(`test.capture, byte ${size}`);
      expect(isPrefix(bytes, plain)).toBe(true);
      expect(() => stream.next()).toThrow(error);
    }
  });

  test("with any byte flipped fails, or gives the same text, when it has a checksum", () => {
    for (let at = 0; at < PACKED.length; at++) {
      for (const mask of [1 << (at % 8), 255]) {
        const flipped = Uint8Array.from(PACKED);
        flipped[at]! ^= mask;
        const { bytes, error } = unzstd(flipped);
        if (error === undefined) expect(Buffer.from(bytes).toString(), `byte ${at} ^ ${mask}`).toBe(lines(400));
        else expect(error.code, `byte ${at} ^ ${mask}`).toMatch(/^E_CAPTURE_(CORRUPT|TRUNCATED|FORMAT)$/);
      }
    }
  });

  test.each([
    [
      "a window above 128 MiB",
      zstdFrame({ blocks: [rawBlock("x", true)], window: 0x89 }),
      "E_CAPTURE_CORRUPT",
      /window of 150994944/,
    ],
    [
      "a block above 128 KiB",
      zstdFrame({ blocks: [repeatedBlock(0, 2 ** 21 - 1, true)] }),
      "E_CAPTURE_CORRUPT",
      /claims 2097151/,
    ],
    [
      "a block above the window",
      zstdFrame({ blocks: [repeatedBlock(0, 1025, true)], window: 0 }),
      "E_CAPTURE_CORRUPT",
      /1024 are allowed/,
    ],
    [
      "a block of the reserved type",
      zstdFrame({ blocks: [blockHead(3, 1, true)] }),
      "E_CAPTURE_CORRUPT",
      /reserved type/,
    ],
    [
      "less than it announced",
      zstdFrame({ blocks: [rawBlock("x", true)], contentBytes: 2 }),
      "E_CAPTURE_CORRUPT",
      /holds 1 bytes/,
    ],
    ["another checksum", zstdFrame({ blocks: [rawBlock("x", true)], checksum: 1 }), "E_CAPTURE_CORRUPT", /checksum/],
    ["a dictionary", decode("KLUv/SF7AQkAAGE="), "E_CAPTURE_FORMAT", /dictionary 123/],
    [
      "text behind its end",
      concat([ONE_BYTE, Buffer.from("more")]),
      "E_CAPTURE_CORRUPT",
      /does not start a Zstandard frame/,
    ],
    [
      "an invalid packed block",
      zstdFrame({ blocks: [blockHead(2, 4, true), Uint8Array.of(255, 255, 255, 255)] }),
      "E_CAPTURE_CORRUPT",
      /./,
    ],
    ["an empty packed block", zstdFrame({ blocks: [blockHead(2, 0, true)] }), "E_CAPTURE_CORRUPT", /./],
  ])("with %s is refused, with place, expectation and advice", (_, packed, code, message) => {
    const { error } = unzstd(packed);
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(message);
    expect(Object.keys(error?.detail ?? {}).sort()).toEqual(["expected", "hint", "where"]);
  });
});
