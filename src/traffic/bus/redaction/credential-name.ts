/** Anywhere in a name, once it is in lower case and nothing but letters and digits. */
const PARTS = [
  "apikey", "secret", "passw", "passphrase", "signature", "privatekey", "accesskey", "listenkey", "apisign",
  "accesssign", "credential", "authorization", "cookie", "mnemonic",
];
const ENDS = ["token"];
const WHOLE = new Set(["pwd", "pass", "sig", "sign", "auth", "jwt", "bearer", "seedphrase"]);

/** Names of greater length name no field. */
const LONGEST = 64;

/** Every credential's name has one of these, and most other names have none. */
const HINT = /key|secret|pass|sig|auth|cred|cookie|mnem|token|pwd|jwt|bearer|seed|phrase/i;
/** The same with separators in between. */
const SPLIT = /[^A-Za-z0-9]/;

/**
 * Whether a field of this name looks as if it held a credential: `api_key`, `X-MBX-APIKEY`, `clientSecret`,
 * `signature`.
 */
export function isCredentialName(name: string): boolean {
  if (name.length > LONGEST || !(HINT.test(name) || SPLIT.test(name))) return false;
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return WHOLE.has(plain) || PARTS.some((part) => plain.includes(part)) || ENDS.some((end) => plain.endsWith(end));
}
