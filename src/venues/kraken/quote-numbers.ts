const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Puts every number of a JSON text in quotes, so that JSON.parse yields its exact text: `{"qty":0.10000000}` becomes
 * `{"qty":"0.10000000"}`. A float would lose the trailing zeros that Kraken's checksum counts, and ids beyond 2^53.
 * What is not JSON stays so: only whole numbers of JSON's grammar, in the place of a value, are quoted.
 */
export function quoteNumbers(json: string): string {
  const length = json.length;
  let quoted = "";
  let copied = 0;
  let i = 0;
  while (i < length) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) {
      i = afterString(json, i);
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      const end = afterNumber(json, i);
      if (end === i || isKey(json, end)) return json;
      quoted += `${json.slice(copied, i)}"${json.slice(i, end)}"`;
      copied = end;
      i = end;
    } else {
      i++;
    }
  }
  return copied === 0 ? json : quoted + json.slice(copied);
}

/** The index after the string that begins at `from`. */
function afterString(json: string, from: number): number {
  let end = from;
  for (;;) {
    end = json.indexOf('"', end + 1);
    if (end < 0) return json.length;
    let backslashes = 0;
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
}

/** The index after the number that begins at `from`; `from` itself if none does. */
function afterNumber(json: string, from: number): number {
  let i = json.charCodeAt(from) === 45 ? from + 1 : from;
  const whole = i;
  i = afterDigits(json, i);
  if (i === whole || (json.charCodeAt(whole) === 48 && i > whole + 1)) return from;
  if (json.charCodeAt(i) === 46) {
    const end = afterDigits(json, i + 1);
    if (end === i + 1) return from;
    i = end;
  }
  const exponent = json.charCodeAt(i) | 32;
  if (exponent === 101) {
    const sign = json.charCodeAt(i + 1);
    const digits = sign === 43 || sign === 45 ? i + 2 : i + 1;
    const end = afterDigits(json, digits);
    if (end === digits) return from;
    i = end;
  }
  return i;
}

function afterDigits(json: string, from: number): number {
  let i = from;
  for (;;) {
    const digit = json.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return i;
    i++;
  }
}

/** A number before a colon would become a key by quoting it. */
function isKey(json: string, from: number): boolean {
  let i = from;
  while (i < json.length && json.charCodeAt(i) <= 32) i++;
  return json.charCodeAt(i) === 58;
}
