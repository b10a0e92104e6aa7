/** A cell is text; numbers are right-aligned with separators between thousands. */
export type Cell = string | number | undefined;

/**
 * Rows under a heading, columns two spaces apart, no borders: reads well in a terminal and in a log. Columns whose
 * cells all are empty are left out.
 */
export function formatTable(headings: readonly string[], rows: readonly (readonly Cell[])[], indent = ""): string {
  const used = headings.map((_, column) => rows.some((row) => row[column] !== undefined && row[column] !== ""));
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, column) => used[column] === true);
  const texts = [keep(headings), ...rows.map((row) => keep(headings.map((_, column) => cellText(row[column]))))];
  const numeric = keep(
    headings.map((_, column) => rows.every((row) => typeof row[column] !== "string" || isQuantity(row[column]))),
  );
  const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => widthOf(row[column] ?? ""))));
  return texts.map((row) => (indent + row.map((text, column) => {
    const padding = " ".repeat((widths[column] ?? 0) - widthOf(text));
    return numeric[column] === true ? padding + text : text + padding;
  }).join("  ")).trimEnd()).join("\n");
}

/** Letters and signs of East Asian scripts. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3]/g;

/** In columns of a terminal, which gives those two. */
const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

/** `12345.6` → `12,345.6`. */
export function formatCount(value: number): string {
  const [whole = "", places] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return places === undefined ? grouped : `${grouped}.${places}`;
}

const cellText = (cell: Cell): string =>
  cell === undefined ? "" : typeof cell === "number" ? formatCount(cell) : cell;

const isQuantity = (cell: Cell): boolean =>
  typeof cell === "string" && (cell === "" || /^-?[\d,.]+( (ns|us|ms|s|%))?$/.test(cell));
