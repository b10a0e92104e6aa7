import { WavetankError } from "../kernel/error.ts";
import { isMatching } from "./matcher.ts";
import type { ConsumedMessage } from "./message.ts";
import { priorityName } from "./priority.ts";

/** What a filter can look at; a priority by its name. */
export const FILTER_FIELDS = ["topic", "type", "key", "producer", "encoding", "priority"] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** Which messages of the matching topics a subscription wants. Without any of it, all. */
export interface MessageFilter {
  /** Types that are not wanted: the sense of NautilusTrader's types_filter. */
  readonly typesFilter?: readonly string[];
  /** Patterns, in the language of topics, that these have to match: all of them. */
  readonly where?: Readonly<Partial<Record<FilterField, string>>>;
}

/** @throws {WavetankError} E_FILTER - it names a field that no message has. */
export function wants({ typesFilter = [], where = {} }: MessageFilter): (message: ConsumedMessage) => boolean {
  const unwanted = new Set(typesFilter);
  const fields = Object.keys(where);
  for (const field of fields) if (!isFilterField(field)) throw unknownField(field);
  const patterns = FILTER_FIELDS.flatMap((field) =>
    where[field] === undefined ? [] : [[field, where[field]] as const],
  );
  return (message) =>
    !unwanted.has(message.type) &&
    patterns.every(([field, pattern]) =>
      isMatching(field === "priority" ? priorityName(message.priority) : message[field], pattern),
    );
}

const isFilterField = (name: string): name is FilterField => (FILTER_FIELDS as readonly string[]).includes(name);

const unknownField = (field: string): WavetankError =>
  new WavetankError("E_FILTER", `a filter asks for ${field.slice(0, 80)}`, {
    expected: `one of ${FILTER_FIELDS.join(", ")}`,
  });
