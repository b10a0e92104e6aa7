import type { Bytes } from "../server/bytes.ts";

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };
const SPACE = /[ \t\n\v\f\r]/;

/**
 * Splits a line as a server splits inline commands: at spaces, with "double quotes" that know \n \r \t \b \a \xHH and
 * 'single quotes' that know \'. Undefined when a quote is not closed, or is followed by other than a space.
 */
export function splitWords(line: Bytes): Bytes[] | undefined {
  const words: Bytes[] = [];
  for (let at = skipSpace(line, 0); at < line.length; at = skipSpace(line, at)) {
    let word = "";
    while (at < line.length && !SPACE.test(line.charAt(at))) {
      const char = line.charAt(at);
      if (char !== '"' && char !== "'") {
        word += char;
        at++;
        continue;
      }
      const quoted = char === '"' ? doubleQuoted(line, at + 1) : singleQuoted(line, at + 1);
      if (quoted === undefined || (quoted.end < line.length && !SPACE.test(line.charAt(quoted.end)))) return undefined;
      word += quoted.text;
      at = quoted.end;
    }
    words.push(word);
  }
  return words;
}

interface Quoted {
  readonly text: Bytes;
  /** After the closing quote. */
  readonly end: number;
}

function doubleQuoted(line: Bytes, start: number): Quoted | undefined {
  let text = "";
  for (let at = start; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '"') return { text, end: at + 1 };
    if (char !== "\\" || at + 1 === line.length) {
      text += char;
      continue;
    }
    const hexadecimal = /^x([\da-fA-F]{2})/.exec(line.slice(at + 1, at + 4))?.[1];
    if (hexadecimal !== undefined) {
      text += String.fromCharCode(Number.parseInt(hexadecimal, 16));
      at += 3;
    } else {
      const escaped = line.charAt(++at);
      text += ESCAPES[escaped] ?? escaped;
    }
  }
  return undefined;
}

function singleQuoted(line: Bytes, start: number): Quoted | undefined {
  let text = "";
  for (let at = start; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === "'") return { text, end: at + 1 };
    if (char === "\\" && line.charAt(at + 1) === "'") at++;
    text += line.charAt(at);
  }
  return undefined;
}

function skipSpace(line: Bytes, from: number): number {
  let at = from;
  while (at < line.length && SPACE.test(line.charAt(at))) at++;
  return at;
}
