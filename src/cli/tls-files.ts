import { Buffer } from "node:buffer";
import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { WavetankError } from "../kernel/error.ts";
import { openFile } from "../live/files.ts";

/** Names of PEM files, as redis-cli's options of the same names. */
export interface TlsFiles {
  /** Certificates of the authorities to trust, in the place of those that Node.js knows. */
  readonly cacert?: string | undefined;
  /** The certificate with which we prove who we are, and after it those between it and its authority. */
  readonly cert?: string | undefined;
  /** Its private key. */
  readonly key?: string | undefined;
}

/** A bundle of all public authorities has a quarter of it. */
const MOST_BYTES = 1 << 20;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Whom a client trusts and how it proves who it is; undefined where no file says.
 *
 * @throws {WavetankError} E_TLS_FILE - not what the option takes; E_USAGE - one of `cert` and `key` without the other;
 *   E_FILE_…
 */
export function readTlsFiles({ cacert, cert, key }: TlsFiles): SecureContext | undefined {
  if ((cert === undefined) !== (key === undefined)) {
    throw new WavetankError("E_USAGE", `${cert === undefined ? "--key" : "--cert"} without the other`, {
      expected: "--cert with a certificate's file and --key with that of its private key, or neither",
    });
  }
  const trusted = cacert === undefined ? {} : { ca: certificates("--cacert", cacert).pem };
  if (cert === undefined || key === undefined)
    return cacert === undefined ? undefined : createSecureContext(trusted);
  const { pem, first } = certificates("--cert", cert);
  const secret = privateKey(key);
  if (!first.checkPrivateKey(secret))
    throw refused("--key", key, "it is another certificate's key", `the private key of the certificate in ${cert}`);
  return createSecureContext({ ...trusted, cert: pem, key: secret.export({ type: "pkcs8", format: "pem" }) });
}

/** As `readTlsFiles`, for a server. @throws {WavetankError} also E_USAGE - files for an address that is not of TLS. */
export function tlsFilesFor(address: { readonly tls: boolean; readonly shown: string }, files: TlsFiles):
SecureContext | undefined {
  const secureContext = readTlsFiles(files);
  if (secureContext === undefined || address.tls) return secureContext;
  throw new WavetankError("E_USAGE", "--cacert, --cert and --key are of use over TLS alone", {
    where: address.shown, expected: "an address that begins with rediss://",
  });
}

function certificates(option: string, path: string): { readonly pem: string; readonly first: X509Certificate } {
  const found = readPem(path).match(CERTIFICATE) ?? [];
  try {
    const [first] = found.map((each) => new X509Certificate(each));
    if (first !== undefined) return { pem: found.join("\n"), first };
  } catch {
    // A certificate by its frame alone.
  }
  throw refused(option, path, "no certificate can be read from it", "PEM: -----BEGIN CERTIFICATE----- and so on");
}

function privateKey(path: string): KeyObject {
  const text = readPem(path);
  try {
    return createPrivateKey(text);
  } catch (error) {
    const isEncrypted = text.includes("ENCRYPTED");
    throw refused(
      "--key", path, isEncrypted ? "the key in it is encrypted" : "no private key can be read from it",
      "PEM, without a passphrase: -----BEGIN PRIVATE KEY----- and so on", error,
    );
  }
}

/** The file as text. Bundles have comments in any encoding between their certificates. */
function readPem(path: string): string {
  const file = openFile(path);
  try {
    const bytes = Buffer.alloc(Math.min(file.size, MOST_BYTES));
    file.read(0, bytes);
    return bytes.toString("latin1");
  } finally {
    file.close();
  }
}

const refused = (option: string, path: string, found: string, expected: string, cause?: unknown): WavetankError =>
  new WavetankError("E_TLS_FILE", found, { where: `${option} ${path}`, expected }, cause);
