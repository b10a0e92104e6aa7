import { Buffer } from "node:buffer";
import { isCredentialName } from "./credential-name.ts";
import type { Secret } from "./secret.ts";

/** An array or a map that is open. */
interface Level {
  left: number;
  readonly isMap: boolean;
  isName: boolean;
  /** The field of credentials that it is below of. */
  readonly secret: string | undefined;
  /** Of the value that comes next in a map. */
  valueName: string | undefined;
}

type Value =
  | { readonly kind: "array" | "map"; readonly length: number }
  | { readonly kind: "text" | "bytes" | "number"; readonly start: number; readonly end: number }
  | { readonly kind: "other" };

const MOST_LEVELS = 64;

/**
 * The credentials in MessagePack: every text, byte string and number below a field with such a name. `inside` is asked
 * about the other texts and byte strings, which may be documents of their own. Undefined when `bytes` is not one whole
 * value.
 */
export function msgpackSecrets(
  bytes: Uint8Array, inside: (start: number, end: number) => readonly Secret[],
): Secret[] | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const secrets: Secret[] = [];
  const levels: Level[] = [{ left: 1, isMap: false, isName: false, secret: undefined, valueName: undefined }];
  let at = 0;
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.left === 0) {
      levels.pop();
      continue;
    }
    const read = readValue(view, at);
    if (read === undefined) return undefined;
    const { value } = read;
    at = read.next;
    level.left--;
    const { isName } = level;
    const secret = level.secret ?? (isName ? undefined : level.valueName);
    if (level.isMap) level.isName = !isName;
    if ("length" in value) {
      if (levels.length > MOST_LEVELS || value.length > view.length - at) return undefined;
      if (level.isMap && isName) level.valueName = undefined;
      const isMap = value.kind === "map";
      levels.push({
        left: isMap ? value.length * 2 : value.length, isMap, isName: isMap, secret, valueName: undefined,
      });
    } else if ("start" in value) {
      if (isName) level.valueName = nameOf(view, value.start, value.end, value.kind);
      else if (secret !== undefined)
        secrets.push({
          name: secret, start: value.start, end: value.end, form: value.kind === "number" ? "number" : "text",
        });
      else if (value.kind !== "number") secrets.push(...inside(value.start, value.end));
    }
  }
  return at === view.length ? secrets : undefined;
}

/** The name, if it is a credential's. */
function nameOf(view: Buffer, start: number, end: number, kind: string): string | undefined {
  if (kind === "number") return undefined;
  const name = view.toString("utf8", start, Math.min(end, start + 80));
  return isCredentialName(name) ? name : undefined;
}

function readValue(view: Buffer, at: number): { readonly value: Value; readonly next: number } | undefined {
  const token = view[at];
  if (token === undefined) return undefined;
  const start = at + 1;
  if (token < 0x80 || token >= 0xe0) return { value: { kind: "other" }, next: start };
  if (token < 0x90) return { value: { kind: "map", length: token & 15 }, next: start };
  if (token < 0xa0) return { value: { kind: "array", length: token & 15 }, next: start };
  if (token < 0xc0) return span(view, "text", start, token & 31);
  switch (token) {
    case 0xc0: case 0xc2: case 0xc3: return { value: { kind: "other" }, next: start };
    case 0xc4: case 0xc5: case 0xc6: return lengthened(view, "bytes", start, 1 << (token - 0xc4), 0);
    case 0xc7: case 0xc8: case 0xc9: return lengthened(view, "bytes", start, 1 << (token - 0xc7), 1);
    case 0xca: case 0xce: case 0xd2: return span(view, "number", start, 4);
    case 0xcb: case 0xcf: case 0xd3: return span(view, "number", start, 8);
    case 0xcc: case 0xd0: return span(view, "number", start, 1);
    case 0xcd: case 0xd1: return span(view, "number", start, 2);
    case 0xd4: case 0xd5: case 0xd6: case 0xd7: case 0xd8: return span(view, "bytes", start + 1, 1 << (token - 0xd4));
    case 0xd9: case 0xda: case 0xdb: return lengthened(view, "text", start, 1 << (token - 0xd9), 0);
    case 0xdc: case 0xdd: return counted(view, "array", start, token === 0xdc ? 2 : 4);
    case 0xde: case 0xdf: return counted(view, "map", start, token === 0xde ? 2 : 4);
    default: return undefined;
  }
}

function span(
  view: Buffer, kind: "text" | "bytes" | "number", start: number, length: number,
): { readonly value: Value; readonly next: number } | undefined {
  const end = start + length;
  return end > view.length ? undefined : { value: { kind, start, end }, next: end };
}

/** A length of `width` bytes, `skip` bytes of an extension's type, and as many bytes. */
function lengthened(
  view: Buffer, kind: "text" | "bytes", at: number, width: number, skip: number,
): ReturnType<typeof span> {
  if (at + width + skip > view.length) return undefined;
  return span(view, kind, at + width + skip, view.readUIntBE(at, width));
}

function counted(
  view: Buffer, kind: "array" | "map", at: number, width: number,
): { readonly value: Value; readonly next: number } | undefined {
  if (at + width > view.length) return undefined;
  return { value: { kind, length: view.readUIntBE(at, width) }, next: at + width };
}
