import type { Duration } from "../../kernel/time.ts";

interface Described<T> {
  /** One sentence for whoever writes a configuration. */
  readonly doc: string;
  /** Undefined: may be left out, and then says nothing. */
  readonly default: T;
}

export interface FlagField<T extends boolean | undefined = boolean | undefined> extends Described<T> {
  readonly kind: "flag";
}

export interface IntegerField<T extends number | undefined = number | undefined> extends Described<T> {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
  /** What is counted: for people. */
  readonly unit: string;
}

/**
 * A span: nanoseconds in code; in files a number of milliseconds under the field's name with `Ms` after it, fractions
 * down to a microsecond allowed.
 */
export interface DurationField<T extends Duration | undefined = Duration | undefined> extends Described<T> {
  readonly kind: "duration";
  readonly min: Duration;
  readonly max: Duration;
}

export interface TextRule {
  /** Source of a regular expression that the whole text matches. */
  readonly pattern: string;
  /** What the pattern asks for, in words. */
  readonly says: string;
  readonly maxLength: number;
}

export interface TextField<T extends string | undefined = string | undefined> extends Described<T>, TextRule {
  readonly kind: "text";
  /** Never shown in messages or reports. */
  readonly secret?: true;
}

export interface ChoiceField<T extends string | undefined = string | undefined> extends Described<T> {
  readonly kind: "choice";
  /** Each value with its meaning. */
  readonly meanings: Readonly<Record<Exclude<T, undefined>, string>>;
}

export interface ListField<
  T extends readonly string[] | undefined = readonly string[] | undefined,
> extends Described<T> {
  readonly kind: "list";
  readonly item: TextRule;
  readonly maxItems: number;
}

export interface GroupField<T = unknown> {
  readonly kind: "group";
  readonly doc: string;
  /** An optional group is undefined unless it is given; then what it leaves out takes the defaults. */
  readonly optional: boolean;
  readonly fields: { readonly [K in keyof T]-?: FieldOf<T[K]> };
}

/** The fields that may describe a value of type `T`: a row is missing or wrong exactly when this does not compile. */
export type FieldOf<T> = [Exclude<T, undefined>] extends [boolean]
  ? FlagField<Extract<T, boolean | undefined>>
  : [Exclude<T, undefined>] extends [number]
    ? IntegerField<Extract<T, number | undefined>> | DurationField<Extract<T, number | undefined>>
    : [Exclude<T, undefined>] extends [readonly string[]]
      ? ListField<Extract<T, readonly string[] | undefined>>
      : [Exclude<T, undefined>] extends [string]
        ? string extends Exclude<T, undefined>
          ? TextField<Extract<T, string | undefined>>
          : ChoiceField<Extract<T, string | undefined>>
        : GroupField<Exclude<T, undefined>>;

export type Leaf = FlagField | IntegerField | DurationField | TextField | AnyChoice | ListField;

/** A choice whose values are known at run time only. */
export interface AnyChoice extends Described<string | undefined> {
  readonly kind: "choice";
  readonly meanings: Readonly<Record<string, string>>;
}

/** A group without its type, for code that walks any table. */
export interface Group {
  readonly kind: "group";
  readonly doc: string;
  readonly optional: boolean;
  readonly fields: Readonly<Record<string, Leaf | Group>>;
}

export type Field = Leaf | Group;

/** The name in files: spans carry their unit. */
export const fileName = (name: string, field: Field): string => (field.kind === "duration" ? `${name}Ms` : name);

/** `flushIntervalMs` → `flush_interval_ms`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The value of every field that is left out. */
export function defaultsOf<T>(group: GroupField<T>): T {
  return groupDefaults(group) as T;
}

export function groupDefaults(group: Group): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const name of Object.keys(group.fields)) {
    const field = group.fields[name] as Field;
    defaults[name] = field.kind !== "group" ? field.default : field.optional ? undefined : groupDefaults(field);
  }
  return defaults;
}

/** A leaf with where it stands: names as in code, and as in files. */
export interface PlacedLeaf {
  readonly path: readonly string[];
  readonly filePath: readonly string[];
  readonly leaf: Leaf;
}

/** All leaves, in the order of the table. */
export function leavesOf(group: Group, path: readonly string[] = [], filePath: readonly string[] = []): PlacedLeaf[] {
  return Object.entries(group.fields).flatMap(([name, field]) => {
    const [here, inFile] = [[...path, name], [...filePath, fileName(name, field)]];
    return field.kind === "group" ? leavesOf(field, here, inFile) : [{ path: here, filePath: inFile, leaf: field }];
  });
}
