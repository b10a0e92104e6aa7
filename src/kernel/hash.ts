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
