/** Anywhere in a name, once it is in lower case and nothing but letters and digits. */
const PARTS = [
  "apikey", "secret", "passw", "passphrase", "signature", "privatekey", "accesskey", "listenkey", "apisign", "accesssign", "credential", "authorization",
  "cookie", "mnemonic",
];
const ENDS = ["token"];
const WHOLE = new Set(["pwd", "pass", "sig", "sign", "auth", "jwt", "bearer", "seedphrase"]);

/** Names of greater length name no field. */
const LONGEST = 64;

/** Whether a field of this name looks as if it held a credential: `api_key`, `X-MBX-APIKEY`, `clientSecret`, `signature`. */
export function isCredentialName(name: string): boolean {
  if (name.length > LONGEST) return false;
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return WHOLE.has(plain) || PARTS.some((part) => plain.includes(part)) || ENDS.some((end) => plain.endsWith(end));
}
