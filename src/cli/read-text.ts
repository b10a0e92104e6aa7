import { openFile } from "../live/files.ts";

/** A regular file as text, or its first `most` bytes. @throws {WavetankError} E_FILE_… */
export function readText(path: string, most = Infinity): string {
  const file = openFile(path);
  try {
    const bytes = new Uint8Array(Math.min(file.size, most));
    file.read(0, bytes);
    return new TextDecoder().decode(bytes);
  } finally {
    file.close();
  }
}
