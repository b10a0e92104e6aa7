import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ts from "typescript";

/** Paths from the root of the repository, with `/`, and what the files say. */
export type Tree = ReadonlyMap<string, string>;

/** One import, export-from, import type or dynamic import of one source file by another. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

const NOT_OURS = new Set(["node_modules", "dist", "coverage", ".git"]);

/** Every text file under `root`. */
export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !NOT_OURS.has(entry.name)) visit(path);
      if (!entry.isFile()) continue;
      const text = readFileSync(path, "utf8");
      if (!text.includes("\0")) tree.set(relative(root, path).split(sep).join("/"), text);
    }
  };
  visit(root);
  return tree;
}

/** Sources of one top folder, in order of path. */
export function sources(tree: Tree, folder: string): [path: string, text: string][] {
  return [...tree].filter(([path]) => path.startsWith(`${folder}/`) && /\.(ts|mjs|js)$/.test(path)).sort();
}

const known = new WeakMap<Tree, readonly Edge[]>();

/** What the files of `src` import of each other. */
export function edges(tree: Tree): readonly Edge[] {
  const found = known.get(tree) ?? findEdges(tree);
  known.set(tree, found);
  return found;
}

function findEdges(tree: Tree): readonly Edge[] {
  return sources(tree, "src").flatMap(([from, text]) =>
    specifiers(parse(from, text)).filter((specifier) => specifier.startsWith(".")).map((specifier) => ({
      from, to: new URL(specifier, `file:///${from}`).pathname.slice(1),
    })));
}

export const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);

function specifiers(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const take = (node: ts.Node | undefined): void => {
    if (node !== undefined && ts.isStringLiteralLike(node)) found.push(node.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) take(node.moduleSpecifier);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) take(node.argument.literal);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) take(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
