const MAX_SHOWN = 60;
/** What the brackets and quotes around a source take of it. */
const FRAME = 17;

/** How errors name a chunk: `=name` and `@name` as they are, anything else as the start of the source that it is. */
export function chunkName(chunk: string): string {
  if (chunk.startsWith("=")) return chunk.slice(1, MAX_SHOWN);
  if (chunk.startsWith("@")) {
    const name = chunk.slice(1);
    const room = MAX_SHOWN - 8;
    return name.length > room ? `...${name.slice(name.length - room)}` : name;
  }
  const line = /^[^\n\r]*/.exec(chunk)?.[0] ?? "";
  const shown = line.slice(0, MAX_SHOWN - FRAME);
  return shown.length < chunk.length ? `[string "${shown}..."]` : `[string "${shown}"]`;
}
