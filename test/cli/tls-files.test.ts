import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTlsFiles, type TlsFiles } from "../../src/cli/tls-files.ts";
import { WavetankError } from "../../src/kernel/error.ts";
import { canMakeCertificates, makeCertificates, type Certificates } from "../redis/real/tls.ts";

const lacksOpenssl = !canMakeCertificates();
if (lacksOpenssl && process.env["CI"] === "true") throw new Error("no openssl to make certificates with");

const folder = mkdtempSync(path.join(tmpdir(), "wavetank-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

const lack = lacksOpenssl ? " (no openssl to make certificates with)" : "";

describe.skipIf(lacksOpenssl)(`files that say whom to trust and who we are${lack}`, () => {
  let ours: Certificates;
  let others: Certificates;
  beforeAll(() => {
    const made = (name: string): Certificates => {
      const place = path.join(folder, name);
      mkdirSync(place);
      return makeCertificates(place, "DNS:localhost");
    };
    ours = made("ours");
    others = made("others");
  });

  const refusal = (files: TlsFiles): readonly [code: string, text: string] => {
    try {
      readTlsFiles(files);
    } catch (error) {
      if (error instanceof WavetankError) return [error.code, `${error.detail.where}: ${error.message}`];
      throw error;
    }
    return ["none", ""];
  };

  test("are all left out, or an authority, or a certificate with its key, or both, with a chain and other text", () => {
    expect(readTlsFiles({})).toBeUndefined();
    const { authority: cacert, certificate: cert, key } = ours;
    const chain = written("chain.pem", `subject=CN=x-y\n${readFileSync(cert, "utf8")}\n# its authority's\n${
      readFileSync(cacert, "utf8")}`);
    for (const files of [{ cacert }, { cert, key }, { cacert, cert, key }, { cacert: chain, cert: chain, key }])
      expect(readTlsFiles(files)).toBeDefined();
  });

  test("are refused by the option and the file when one is missing, is of another kind, or does not fit", () => {
    const { authority: cacert, certificate: cert, key } = ours;
    const frame = written("frame.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const empty = written("empty.pem", "");
    const locked = path.join(folder, "locked.key");
    spawnSync("openssl", ["pkey", "-in", key, "-aes256", "-passout", "pass:hunter2", "-out", locked]);
    expect([
      refusal({ cert }), refusal({ key }), refusal({ cacert: key }), refusal({ cacert: frame }),
      refusal({ cacert: empty }), refusal({ cert: key, key }), refusal({ cert, key: cert }),
      refusal({ cert, key: others.key }), refusal({ cert, key: locked }), refusal({ cacert: folder }),
      refusal({ cacert: `${cacert}.gone` }),
    ]).toEqual([
      ["E_USAGE", expect.stringContaining("--cert without the other")],
      ["E_USAGE", expect.stringContaining("--key without the other")],
      ["E_TLS_FILE", `--cacert ${key}: no certificate can be read from it`],
      ["E_TLS_FILE", `--cacert ${frame}: no certificate can be read from it`],
      ["E_TLS_FILE", `--cacert ${empty}: no certificate can be read from it`],
      ["E_TLS_FILE", `--cert ${key}: no certificate can be read from it`],
      ["E_TLS_FILE", `--key ${cert}: no private key can be read from it`],
      ["E_TLS_FILE", `--key ${others.key}: it is another certificate's key`],
      ["E_TLS_FILE", `--key ${locked}: the key in it is encrypted`],
      ["E_FILE_IS_DIRECTORY", expect.any(String)], ["E_FILE_NOT_FOUND", expect.any(String)],
    ]);
  });
});
