import { isCredentialName } from "./credential-name.ts";
import type { Secret } from "./secret.ts";

/** `name=value`, `name: value`, and both quoted, as in queries, headers and JSON within a text. */
const PAIR = /([A-Za-z][\w.-]{1,63})(?:\\*["'])?\s{0,4}[=:]\s{0,4}(?:\\*["'])?((?:Bearer |Basic )?[^\s"'\\&,;{}[\]]+)/g;
/** A JSON Web Token, and the body of a private key. */
const TOKENS = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----([\s\S]{1,8192}?)(?:-----END|$)/g;

/** The credentials in plain text, from `start` to `end`. */
export function textSecrets(text: string, start = 0, end = text.length): Secret[] {
  if (end - start < 4) return [];
  const part = start === 0 && end === text.length ? text : text.slice(start, end);
  const secrets: Secret[] = [];
  // Most texts are short and plain: to look for a letter or two first costs a tenth of trying the patterns.
  if (part.includes("=") || part.includes(":")) addPairs(part, start, secrets);
  if (part.includes("eyJ")) addMatches(part, start, "JSON Web Token", TOKENS, secrets);
  if (part.includes("-----BEGIN")) addMatches(part, start, "private key", PRIVATE_KEY, secrets);
  return secrets;
}

function addPairs(part: string, start: number, secrets: Secret[]): void {
  for (const match of part.matchAll(PAIR)) {
    const [whole, name = "", value = ""] = match;
    if (!isCredentialName(name)) continue;
    const to = start + match.index + whole.length;
    secrets.push({ name, start: to - value.length, end: to, form: "text" });
  }
}

function addMatches(part: string, start: number, name: string, pattern: RegExp, secrets: Secret[]): void {
  for (const match of part.matchAll(pattern)) {
    const secret = match[1] ?? match[0];
    const from = start + match.index + match[0].indexOf(secret);
    secrets.push({ name, start: from, end: from + secret.length, form: "text" });
  }
}
