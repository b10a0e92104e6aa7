import { bytesOfArray, bytesOfText, type Bytes } from "../server/bytes.ts";

/** What ioredis-mock's option `data` may hold: texts, and the collections that stand for a type of key each. */
export type InitialValue =
  | string | number | Uint8Array | readonly (string | number | Uint8Array)[] | ReadonlySet<string | number | Uint8Array>
  | ReadonlyMap<string, { readonly score: number }> | { readonly [field: string]: string | number | Uint8Array };

const bytes = (value: string | number | Uint8Array): Bytes =>
  (typeof value === "object" ? bytesOfArray(value) : bytesOfText(String(value)));

/** The commands that make the key. An empty collection makes none. */
export function initialCommands(key: string, value: InitialValue): readonly (readonly Bytes[])[] {
  const name = bytesOfText(key);
  if (typeof value !== "object" || value instanceof Uint8Array) return [["SET", name, bytes(value)]];
  const [command, members] = membersOf(value);
  return members.length === 0 ? [] : [["DEL", name], [command, name, ...members]];
}

function membersOf(
  value: Exclude<InitialValue, string | number | Uint8Array>,
): readonly [command: string, members: readonly Bytes[]] {
  if (Array.isArray(value)) return ["RPUSH", (value as readonly (string | number | Uint8Array)[]).map(bytes)];
  if (value instanceof Set) return ["SADD", [...(value as ReadonlySet<string | number | Uint8Array>)].map(bytes)];
  if (value instanceof Map) {
    const scores = value as ReadonlyMap<string, { readonly score: number }>;
    return ["ZADD", [...scores].flatMap(([member, { score }]) => [String(score), bytes(member)])];
  }
  const fields = value as Readonly<Record<string, string | number | Uint8Array>>;
  return ["HSET", Object.entries(fields).flatMap(([field, text]) => [bytes(field), bytes(text)])];
}
