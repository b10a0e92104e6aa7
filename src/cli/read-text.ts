import { WavetankError } from "../kernel/error.ts";
import { openFile } from "../live/files.ts";

/**
 * A regular file as text, or its first `most` bytes. What is read is what stands there, a byte order mark too: nothing
 * is mended. A last character that is cut off is left out.
 *
 * @throws {WavetankError} E_FILE_… - E_FILE_READ also for what is not UTF-8, or more than a text can hold.
 */
export function readText(path: string, most = Infinity): string {
  const file = openFile(path);
  try {
    const bytes = new Uint8Array(Math.min(file.size, most));
    file.read(0, bytes);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch (error) {
    if (error instanceof WavetankError) throw error;
    throw new WavetankError("E_FILE_READ", "the file holds no text, or more than can be read at once", {
      where: path, expected: "UTF-8", hint: "it is left as it is; restore it, or name another",
    }, error);
  } finally {
    file.close();
  }
}
