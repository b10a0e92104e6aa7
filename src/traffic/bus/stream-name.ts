import { Buffer, isUtf8 } from "node:buffer";

/**
 * A stream's key as the name of a connection: the key itself when it is UTF-8, with each backslash doubled; of another
 * key, `\xHH` stands for every byte outside printable ASCII. No two keys have one name.
 */
export function streamName(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.length);
  if (isUtf8(bytes)) return bytes.toString("utf8").replaceAll("\\", "\\\\");
  return bytes.toString("latin1").replace(/[^\x20-\x7e]|\\/g, (char) =>
    (char === "\\" ? "\\\\" : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`));
}

/** The key that `streamName` names. A name of no key is taken as it stands. */
export function streamKey(name: string): Uint8Array {
  const parts = name.split(/(\\\\|\\x[0-9a-f]{2})/);
  return Buffer.concat(parts.map((part) => {
    if (part === "\\\\") return Buffer.from("\\");
    return part.startsWith("\\x") && part.length === 4 ? Buffer.from(part.slice(2), "hex") : Buffer.from(part, "utf8");
  }));
}
