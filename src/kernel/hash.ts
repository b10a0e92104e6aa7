/** 32-bit FNV-1a over UTF-16 code units: turns names of sites, nodes and streams into words, once each. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Avalanche of a 32-bit word (the finaliser of MurmurHash3): every input bit moves every output bit. */
export function avalanche(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A uniform 32-bit word from three words and a key of up to 53 bits. Pure: the same arguments, the same word. */
export function hashWords(seed: number, site: number, key: number): number {
  const low = key | 0;
  const high = Math.floor(key / 4294967296) | 0;
  let h = avalanche(seed ^ 0x9e3779b9);
  h = avalanche(h ^ site);
  h = avalanche(h ^ low);
  return avalanche(h ^ Math.imul(high, 0x27d4eb2f) ^ 0x165667b1);
}

/** A 32-bit fingerprint of bytes, four at a time: says whether what arrived is what was sent. */
export function hashBytes(bytes: Uint8Array): number {
  const length = bytes.length;
  const whole = length & ~3;
  let hash = Math.imul(length ^ 0x9e3779b9, 0x85ebca6b);
  let index = 0;
  for (; index < whole; index += 4) {
    const word = (bytes[index] as number) | ((bytes[index + 1] as number) << 8) |
      ((bytes[index + 2] as number) << 16) | ((bytes[index + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0xc2b2ae35);
    hash ^= hash >>> 15;
  }
  for (; index < length; index++) hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** `hashBytes` of payloads, many of which lie in one buffer: whole words are read where they stand. */
export class PayloadHash {
  #buffer: ArrayBufferLike | undefined;
  #words: Int32Array = new Int32Array(0);

  of(bytes: Uint8Array): number {
    const { buffer, byteOffset, length } = bytes;
    if ((byteOffset & 3) !== 0 || !LITTLE_ENDIAN) return hashBytes(bytes);
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#words = new Int32Array(buffer, 0, buffer.byteLength >>> 2);
    }
    const words = this.#words;
    const first = byteOffset >>> 2;
    const end = first + (length >>> 2);
    let hash = Math.imul(length ^ 0x9e3779b9, 0x85ebca6b);
    for (let i = first; i < end; i++) {
      hash = Math.imul(hash ^ (words[i] as number), 0xc2b2ae35);
      hash ^= hash >>> 15;
    }
    for (let index = length & ~3; index < length; index++)
      hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
    return (hash ^ (hash >>> 13)) >>> 0;
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
