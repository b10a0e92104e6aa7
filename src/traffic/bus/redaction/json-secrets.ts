import { Buffer } from "node:buffer";
import { isCredentialName } from "./credential-name.ts";
import type { Secret } from "./secret.ts";
import { textSecrets } from "./text-secrets.ts";

const TOKEN = /"(?:[^"\\]+|\\.)*"?|-?\d[\d.eE+-]*|[[\]{}:,]/gs;

/** Whether bytes begin as a JSON object or array does. */
export function beginsAsJson(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) continue;
    return byte === 0x7b || byte === 0x5b;
  }
  return false;
}

/**
 * The credentials in JSON: every text and number below a field with such a name, and those inside of texts. Takes JSON
 * that is cut short or otherwise wrong for as much as can be seen.
 */
export function jsonSecrets(bytes: Uint8Array): Secret[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const secrets: Secret[] = [];
  /** A text that may turn out to be a name, by a colon after it. */
  let last: { readonly start: number; readonly end: number } | undefined;
  /** The field whose value comes next, or whose array or object is open: then at which depth. */
  let secretName: string | undefined;
  let secretDepth = -1;
  let depth = 0;
  const found = (start: number, end: number, form: Secret["form"]): void => {
    secrets.push({ name: secretName ?? "", start, end, form });
    if (secretDepth < 0) secretName = undefined;
  };
  const settle = (): void => {
    if (last === undefined) return;
    if (secretName === undefined) secrets.push(...textSecrets(text, last.start, last.end));
    else found(last.start, last.end, "text");
    last = undefined;
  };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    switch (token) {
      case ":":
        if (
          last !== undefined &&
          secretName === undefined &&
          isCredentialName(unescaped(text.slice(last.start, last.end)))
        ) {
          secretName = unescaped(text.slice(last.start, last.end));
        }
        last = undefined;
        break;
      case "{": case "[":
        depth++;
        if (secretName !== undefined && secretDepth < 0) secretDepth = depth;
        break;
      case "}": case "]": case ",":
        settle();
        if (token !== ",") {
          if (depth === secretDepth) [secretName, secretDepth] = [undefined, -1];
          depth--;
        } else if (secretDepth < 0) {
          secretName = undefined;
        }
        break;
      default:
        settle();
        if (token.startsWith('"'))
          last = { start: index + 1, end: index + token.length - (token.length > 1 && token.endsWith('"') ? 1 : 0) };
        else if (secretName !== undefined) found(index, index + token.length, "digits");
    }
  }
  settle();
  return secrets;
}

function unescaped(name: string): string {
  if (!name.includes("\\")) return name;
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}
