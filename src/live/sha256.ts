import { createHash } from "node:crypto";
import type { InputFile } from "./files.ts";

/** The SHA-256 of sources one after the other, in lower-case hexadecimal. */
export function sha256(sources: readonly InputFile[]): string {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(1 << 20);
  for (const source of sources) {
    for (let offset = 0; offset < source.size;) {
      const read = source.read(offset, chunk);
      if (read === 0) break;
      hash.update(chunk.subarray(0, read));
      offset += read;
    }
  }
  return hash.digest("hex");
}
