import { Buffer } from "node:buffer";
import { deflateSync } from "fflate";
import { compressedPayload } from "./compressed-payload.ts";
import { isCredentialName } from "./credential-name.ts";
import { beginsAsJson, jsonSecrets } from "./json-secrets.ts";
import { msgpackSecrets } from "./msgpack-secrets.ts";
import type { Secret } from "./secret.ts";
import { textSecrets } from "./text-secrets.ts";

/** Letters and digits to stand for a secret: as many as it has bytes, and the same for the same secret. */
export type Disguise = (secret: Uint8Array) => Uint8Array;

/** Names counted one by one; those after them count as one. */
const MOST_NAMES = 100;
const OTHER_NAMES = "(others)";
/** Documents within documents that are looked into. */
const MOST_NESTED = 4;
const ONE = 0x31;

/**
 * Takes credentials out of the fields of an entry. No length changes, so sizes and whatever is built on them stay, and
 * equal secrets stay equal; a compressed payload alone may come out of another length. Looks at the names of the
 * entry's fields, into JSON and MessagePack (packed messages too), and at pairs of names and values in plain text.
 */
export class Redactor {
  readonly #disguise: Disguise;
  readonly #counts = new Map<string, number>();

  constructor(disguise: Disguise) {
    this.#disguise = disguise;
  }

  /** Values taken out so far, by the name of their field. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Names and values, alternating; the very same array when there was nothing to take out. */
  redact(fields: readonly Uint8Array[]): readonly Uint8Array[] {
    let redacted: Uint8Array[] | undefined;
    const compressed = compressedPayload(fields);
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const value = fields[at + 1] as Uint8Array;
      const plain = compressed?.at === at + 1 ? compressed.plain : value;
      const secrets = secretsOfField(fields[at] as Uint8Array, plain);
      if (secrets.length === 0) continue;
      const without = this.#without(secrets, plain);
      (redacted ??= [...fields])[at + 1] = plain === value ? without : deflateSync(without);
    }
    return redacted ?? fields;
  }

  #without(secrets: readonly Secret[], value: Uint8Array): Uint8Array {
    const copy = Buffer.from(value);
    for (const { name, start, end, form } of secrets) {
      if (start === end) continue;
      this.#count(name);
      if (form === "text") copy.set(this.#disguise(value.subarray(start, end)), start);
      else if (form === "number") copy.fill(0, start, end);
      else
        for (let at = start; at < end; at++)
          if ((copy[at] as number) >= 0x30 && (copy[at] as number) <= 0x39) copy[at] = ONE;
    }
    return copy;
  }

  #count(name: string): void {
    const key = this.#counts.has(name) || this.#counts.size < MOST_NAMES ? name : OTHER_NAMES;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }
}

function secretsOfField(name: Uint8Array, value: Uint8Array): readonly Secret[] {
  const text = Buffer.from(name.buffer, name.byteOffset, Math.min(name.length, 80)).toString("utf8");
  if (isCredentialName(text)) return [{ name: text, start: 0, end: value.length, form: "text" }];
  return secretsIn(value, 0);
}

/** What is in a document of any kind. */
function secretsIn(bytes: Uint8Array, nested: number): readonly Secret[] {
  if (bytes.length < 4 || nested > MOST_NESTED) return [];
  if (beginsAsJson(bytes)) return jsonSecrets(bytes);
  const packed = msgpackSecrets(bytes, (start, end) =>
    secretsIn(bytes.subarray(start, end), nested + 1).map((secret) => ({
      ...secret,
      start: secret.start + start, end: secret.end + start,
    })),
  );
  return packed ?? textSecrets(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
}
