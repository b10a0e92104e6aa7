import { edges, type Tree } from "./tree.ts";

const ALL_BELOW = [
  "kernel", "live", "market", "bus", "redis", "venues", "traffic", "engines", "faults", "oracles",
];

/** What each layer may import besides itself. Oracles know nothing of what they judge, or they would agree with it. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  live: ["kernel"],
  market: ["kernel"],
  bus: ["kernel"],
  redis: ["kernel", "bus"],
  venues: ["kernel", "market"],
  traffic: ["kernel", "market", "venues"],
  engines: ["kernel", "market", "bus"],
  faults: ["kernel", "bus", "redis", "venues"],
  oracles: ["kernel", "market"],
  harness: ALL_BELOW,
  report: ["kernel", "harness"],
  check: [...ALL_BELOW, "harness", "report"],
  cli: [...ALL_BELOW, "harness", "report"],
};

const layerOf = (path: string): string => path.split("/")[1] ?? "";

/** Imports that the table does not allow, and folders that it does not know. */
export function layerViolations(tree: Tree): string[] {
  return edges(tree).flatMap(({ from, to }) => {
    const [layer, imported] = [layerOf(from), layerOf(to)];
    const allowed = LAYERS[layer];
    if (allowed === undefined) return [`${from}: no layer is called ${layer}`];
    if (!tree.has(to)) return [`${from}: imports ${to}, which is not there`];
    if (imported === layer || allowed.includes(imported)) return [];
    return [`${from}: ${layer} must not import ${imported} (${to})`];
  });
}

/** One cycle for each group of files that reach each other by imports of values or types. */
export function cycles(tree: Tree): string[] {
  const imports = new Map<string, string[]>();
  for (const { from, to } of edges(tree)) imports.set(from, [...(imports.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(" → "));
    if (start >= 0 || done.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of [...imports.keys()].sort()) visit(path, []);
  return found;
}
