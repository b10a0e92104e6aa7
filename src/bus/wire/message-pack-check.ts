const DEEPEST = 64;
const CONTAINER = { array: 1, map: 2 } as const;

/** Bytes that follow a token, by token from 0xc0: of fixed length, or the width of a length that is written there. */
const FIXED: Readonly<Record<number, number>> = {
  0xc0: 0, 0xc2: 0, 0xc3: 0, 0xca: 4, 0xcb: 8, 0xcc: 1, 0xcd: 2, 0xce: 4, 0xcf: 8, 0xd0: 1, 0xd1: 2, 0xd2: 4, 0xd3: 8,
};
const LENGTH_WIDTH: Readonly<Record<number, number>> = { 0xc4: 1, 0xc5: 2, 0xc6: 4, 0xd9: 1, 0xda: 2, 0xdb: 4 };
const COUNT_WIDTH: Readonly<Record<number, number>> = { 0xdc: 2, 0xdd: 4, 0xde: 2, 0xdf: 4 };

/**
 * Walks one MessagePack value without building anything, so that a decoder may be let loose on it: it is complete,
 * nests no deeper than 64, claims no more elements than there are bytes, and has no extensions, of which msgpackr would
 * compile some into code.
 *
 * @throws {RangeError} it is not so.
 */
export function checkMessagePack(bytes: Uint8Array): void {
  /** Values still to come, by depth. */
  const left: number[] = [1];
  let at = 0;
  while (left.length > 0) {
    const depth = left.length - 1;
    if (left[depth] === 0) {
      left.pop();
      continue;
    }
    left[depth] = (left[depth] as number) - 1;
    const token = numberAt(bytes, at++, 1);
    const children = childrenOf(bytes, token, at);
    if (children === undefined) at = endOfScalar(bytes, token, at);
    else {
      at += COUNT_WIDTH[token] ?? 0;
      if (left.length > DEEPEST) throw new RangeError(`nested deeper than ${DEEPEST}`);
      if (children > bytes.length - at) throw new RangeError(`${children} elements in ${bytes.length - at} bytes`);
      left.push(children);
    }
  }
  if (at !== bytes.length) throw new RangeError(`${bytes.length - at} bytes after the value`);
}

/** How many values follow the token of an array or a map; undefined for any other. */
function childrenOf(bytes: Uint8Array, token: number, at: number): number | undefined {
  if (token >= 0x80 && token <= 0x8f) return (token & 15) * CONTAINER.map;
  if (token >= 0x90 && token <= 0x9f) return (token & 15) * CONTAINER.array;
  const width = COUNT_WIDTH[token];
  return width === undefined
    ? undefined
    : numberAt(bytes, at, width) * (token >= 0xde ? CONTAINER.map : CONTAINER.array);
}

function endOfScalar(bytes: Uint8Array, token: number, at: number): number {
  const end = at + scalarLength(bytes, token, at);
  if (end > bytes.length) throw new RangeError("the end, before the value is complete");
  return end;
}

function scalarLength(bytes: Uint8Array, token: number, at: number): number {
  if (token < 0x80 || token >= 0xe0) return 0;
  if (token >= 0xa0 && token <= 0xbf) return token - 0xa0;
  const width = LENGTH_WIDTH[token];
  if (width !== undefined) return width + numberAt(bytes, at, width);
  const fixed = FIXED[token];
  if (fixed === undefined) throw new RangeError(`the MessagePack type 0x${token.toString(16)}`);
  return fixed;
}

function numberAt(bytes: Uint8Array, at: number, width: number): number {
  if (at + width > bytes.length) throw new RangeError("the end, before the value is complete");
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (bytes[at + i] as number);
  return value;
}
