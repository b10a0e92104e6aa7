import { fileName, type Field, type Group, type Leaf } from "../../../src/bus/config/field.ts";
import { grouped } from "../../../src/bus/config/leaf-value.ts";
import type { ConfigSpec } from "../../../src/bus/config/spec.ts";

const isGroup = (field: Field): field is Group => field.kind === "group";

/** The tables of a configuration, one for its own fields and one for each group, as Markdown. */
export function fieldTables<T>(spec: ConfigSpec<T>): string {
  const root = spec.root as Group;
  const groups = Object.entries(root.fields).flatMap(([name, field]) =>
    isGroup(field) ? [[name, field] as const] : [],
  );
  return [
    table(root),
    ...groups.map(([name, group]) => `**\`${name}\`** – ${group.doc}\n\n${classesOf(group) ?? table(group)}`),
  ].join("\n\n");
}

const HEAD = "| field | value | default | meaning |\n|---|---|---|---|";

const table = (group: Group): string =>
  [
    HEAD,
    ...Object.entries(group.fields).flatMap(([name, field]) =>
      isGroup(field) ? [] : [row(fileName(name, field), [field])],
    ),
  ].join("\n");

/** A group of groups with the same fields: one row for a field, and where the groups differ one figure for each. */
function classesOf(group: Group): string | undefined {
  const inner = Object.values(group.fields).filter(isGroup);
  const [first] = inner;
  if (first === undefined) return undefined;
  const names = Object.keys(group.fields).join(", ");
  const rows = Object.entries(first.fields).map(([name, field]) =>
    row(fileName(name, field), inner.map(({ fields }) => fields[name] as Leaf)),
  );
  return `In each of ${names}; where they differ, in this order.\n\n${[HEAD, ...rows].join("\n")}`;
}

const row = (name: string, leaves: readonly Leaf[]): string => {
  const [first] = leaves as [Leaf];
  return `| \`${name}\` | ${same(leaves.map(valueOf))} | ${same(leaves.map(defaultOf))} | ${first.doc}${meaningsOf(first)} |`;
};

const same = (texts: readonly string[]): string =>
  [...(new Set(texts).size === 1 ? texts.slice(0, 1) : texts)].join(" / ");

const meaningsOf = (leaf: Leaf): string => (leaf.kind !== "choice" ? ""
  : ` ${Object.entries(leaf.meanings).map(([value, meaning]) => `\`${value}\`: ${meaning}`).join("; ")}.`);

function valueOf(leaf: Leaf): string {
  switch (leaf.kind) {
    case "flag":
      return "true or false";
    case "integer":
      return `${grouped(leaf.min)} to ${grouped(leaf.max)} ${leaf.unit}`;
    case "duration":
      return `${grouped(leaf.min / 1e6)} to ${grouped(leaf.max / 1e6)} ms`;
    case "choice":
      return Object.keys(leaf.meanings).map((value) => `\`${value}\``).join(" or ");
    case "text":
      return `text of ${leaf.says}`;
    case "list":
      return `list of texts of ${leaf.item.says}`;
  }
}

function defaultOf(leaf: Leaf): string {
  if (leaf.default === undefined) return "–";
  if (leaf.kind === "duration") return grouped(leaf.default / 1e6);
  if (leaf.kind === "list")
    return leaf.default.length === 0 ? "none" : leaf.default.map((item) => `\`${item}\``).join(", ");
  return leaf.kind === "text" || leaf.kind === "choice"
    ? `\`${String(leaf.default)}\``
    : typeof leaf.default === "number"
      ? grouped(leaf.default)
      : String(leaf.default);
}
