import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";

/** What the bus appends to the name of an encoding when the payload is compressed (DEFLATE, RFC 1951). */
const COMPRESSED = "+deflate";
const MOST_BYTES = 64 * 1024 * 1024;

/** The payload of a message whose encoding says that it is compressed, and its place among the fields. */
export function compressedPayload(
  fields: readonly Uint8Array[],
): { readonly at: number; readonly plain: Uint8Array } | undefined {
  const encoding = valueAt(fields, "encoding");
  const payload = valueAt(fields, "payload");
  if (encoding === undefined || payload === undefined || !endsWith(fields[encoding] as Uint8Array, COMPRESSED))
    return undefined;
  try {
    return { at: payload, plain: inflateRawSync(fields[payload] as Uint8Array, { maxOutputLength: MOST_BYTES }) };
  } catch {
    // The name lies: the payload is looked into as it is.
    return undefined;
  }
}

function valueAt(fields: readonly Uint8Array[], name: string): number | undefined {
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const field = fields[at] as Uint8Array;
    if (field.length === name.length && endsWith(field, name)) return at + 1;
  }
  return undefined;
}

/** Whether the bytes end with `text`. */
function endsWith(bytes: Uint8Array, text: string): boolean {
  return (
    bytes.length >= text.length && Buffer.from(bytes.subarray(bytes.length - text.length)).toString("latin1") === text
  );
}
