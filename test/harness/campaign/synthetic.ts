import type { Chunk, ChunkFailure, ChunkResult } from "../../../src/harness/campaign/chunk.ts";
import { Digest } from "../../../src/kernel/digest.ts";
import { hashName, hashWords } from "../../../src/kernel/hash.ts";

/** A result that depends on the chunk alone, one seed in about `failing` failing in one of three ways. */
export function syntheticResult(chunk: Chunk, failing = 40): ChunkResult {
  const digest = new Digest();
  const failures = new Map<string, ChunkFailure>();
  for (let seed = chunk.from; seed < chunk.from + chunk.count; seed++) {
    const hash = hashWords(seed, hashName(chunk.scenario), 1);
    digest.integer(hash);
    if (hash % failing !== 0) continue;
    const fingerprint = `0000000${(hash >>> 8) % 3}`;
    const first = failures.get(fingerprint);
    failures.set(
      fingerprint,
      first === undefined
        ? { seed, digest: "0".repeat(16), fingerprint, oracle: "no-loss", message: `seed ${seed}`, count: 1 }
        : { ...first, count: first.count + 1 },
    );
  }
  const failed = [...failures.values()].reduce((sum, { count }) => sum + count, 0);
  return {
    ...chunk,
    passed: chunk.count - failed, failed, vacuous: 0, digest: digest.toString(), failures: [...failures.values()],
    sometimes: { "buffer full": chunk.from % 3 }, first: chunk.from % 3 === 0 ? {} : { "buffer full": chunk.from },
    compared: { "no-loss": chunk.count * 10, __proto__: 1 },
    buggify: { "store.short-read": { activated: 1, fired: chunk.count } }, events: chunk.count * 100,
  };
}
