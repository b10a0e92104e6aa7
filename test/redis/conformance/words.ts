/**
 * Splits a command line as redis-cli does: words, "double" quotes with \n \r \t \b \a \\ \" \xHH, 'single' quotes with
 * \'.
 */
export function words(line: string): string[] {
  const found: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === " ") at++;
    if (at >= line.length) return found;
    let word = "";
    while (at < line.length && line[at] !== " ") {
      const quote = line[at];
      if (quote !== '"' && quote !== "'") {
        word += line[at++];
        continue;
      }
      const end = closing(line, at);
      const inner = line.slice(at + 1, end);
      word += quote === '"' ? unescaped(inner) : inner.replaceAll("\\'", "'");
      at = end + 1;
      if (at < line.length && line[at] !== " ") throw new Error(`a quote must end its word: ${line}`);
    }
    found.push(binary(word));
  }
}

function closing(line: string, opening: number): number {
  for (let at = opening + 1; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === line[opening]) return at;
  }
  throw new Error(`a quote is not closed: ${line}`);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };

const unescaped = (text: string): string =>
  text.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/gs, (_all, hex: string | undefined, char: string | undefined) =>
    hex === undefined ? (ESCAPES[char as string] ?? (char as string)) : String.fromCharCode(parseInt(hex, 16)));

/** Characters beyond one byte are sent as UTF-8; one byte is one byte. */
const binary = (word: string): string =>
  [...word]
    .map((char) => ((char.codePointAt(0) as number) > 0xff ? Buffer.from(char, "utf8").toString("latin1") : char))
    .join("");
