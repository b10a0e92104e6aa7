import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";

/** Whether the program was built with TLS: one that was asks for a certificate, another does not know the parameter. */
export function speaksTls(binary: string): boolean {
  const { stdout, stderr } = spawnSync(binary, ["--port", "0", "--tls-port", "1"], { encoding: "utf8" });
  return /tls-cert-file/.test(stdout + stderr);
}

/** Whether certificates can be made here. */
export const canMakeCertificates = (): boolean => spawnSync("openssl", ["version"]).status === 0;

export interface Certificates {
  /** Of the authority. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** An authority, and a certificate of it for `names` (`DNS:localhost`), as files in `folder`. */
export function makeCertificates(folder: string, names: string): Certificates {
  const file = (name: string): string => path.join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  writeFileSync(file("names"), `subjectAltName=${names}\n`);
  openssl(
    "req", "-x509",
    ...key,
    "-keyout", file("authority.key"), "-out", file("authority.crt"), "-days", "2", "-subj", "/CN=authority",
  );
  openssl("req", ...key, "-keyout", file("server.key"), "-out", file("server.csr"), "-subj", "/CN=server");
  openssl(
    "x509", "-req", "-in", file("server.csr"), "-CA", file("authority.crt"), "-CAkey", file("authority.key"),
    "-CAcreateserial", "-days", "2", "-extfile", file("names"), "-out", file("server.crt"),
  );
  return { authority: file("authority.crt"), certificate: file("server.crt"), key: file("server.key") };
}

function openssl(...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync("openssl", words, { encoding: "utf8" });
  if (status !== 0) throw error ?? new Error(`openssl ${words[0]}: ${stderr}`);
}
