import ts from "typescript";
import { parse, sources, type Tree } from "./tree.ts";

/** Names that tell a reader nothing, and so collect everything. */
const DRAWERS = /(^|[/-])(utils?|helpers?|common|misc|shared|stuff)(s?)(\/|\.|-)/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.(ts|mjs|js)$/;
const CODE = ["src", "test", "bench", "scenarios"];

export function nameViolations(tree: Tree): string[] {
  return CODE.flatMap((folder) => sources(tree, folder)).flatMap(([path]) => {
    const problems: string[] = [];
    if (!KEBAB.test(path.slice(path.lastIndexOf("/") + 1))) problems.push(`${path}: the file name is not kebab-case`);
    if (DRAWERS.test(path)) problems.push(`${path}: name the file for what it exports, not for a drawer`);
    return problems;
  });
}

export const MAX_LINES = 300;

/** `excused` names the files that may be longer, and why; an excuse that is not needed any more is a violation too. */
export function lengthViolations(tree: Tree, excused: Readonly<Record<string, string>>): string[] {
  const long = CODE.flatMap((folder) => sources(tree, folder)).filter(([, text]) => countLines(text) > MAX_LINES);
  const paths = new Set(long.map(([path]) => path));
  return [
    ...long.filter(([path]) => excused[path] === undefined)
      .map(([path, text]) => `${path}: ${countLines(text)} lines, more than ${MAX_LINES}`),
    ...Object.keys(excused).filter((path) => !paths.has(path)).map((path) => `${path}: needs no excuse for its length`),
  ];
}

const countLines = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

export const MAX_COLUMNS = 120;
/** A line with so long a literal may go on: cut up, a title or a message is worse to read, and to search for. */
const LONG_LITERAL = 60;

export function widthViolations(tree: Tree): string[] {
  return CODE.flatMap((folder) => sources(tree, folder)).flatMap(([path, text]) => {
    const lines = text.split("\n");
    const wide = lines.flatMap((line, index) => (line.length > MAX_COLUMNS ? [index] : []));
    if (wide.length === 0) return [];
    const literals = literalRanges(parse(path, text));
    const starts = startsOf(lines);
    return wide.filter((index) => {
      const [from, to] = [starts[index] ?? 0, (starts[index] ?? 0) + (lines[index] ?? "").length];
      return !literals.some(([start, end]) => Math.min(end, to) - Math.max(start, from) >= LONG_LITERAL);
    }).map((index) => `${path}:${index + 1}: ${lines[index]?.length} columns, more than ${MAX_COLUMNS}`);
  });
}

function startsOf(lines: readonly string[]): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  return starts;
}

function literalRanges(file: ts.SourceFile): [start: number, end: number][] {
  const found: [number, number][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isRegularExpressionLiteral(node)) {
      found.push([node.getStart(file), node.end]);
    } else ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** State that outlives a run makes the second run differ from the first. */
export function moduleStateViolations(tree: Tree): string[] {
  return sources(tree, "src").filter(([path]) => !/^src\/(live|cli)\//.test(path)).flatMap(([path, text]) =>
    parse(path, text).statements.filter(ts.isVariableStatement)
      .filter((statement) => (statement.declarationList.flags & ts.NodeFlags.Const) === 0)
      .map((statement) => `${path}: module-level ${statement.declarationList.getText().split("=")[0]?.trim() ?? ""}`));
}

/** A test that is left out says so in its title, by skipIf; one that shuts out the others is never left in. */
export function testViolations(tree: Tree): string[] {
  return sources(tree, "test").flatMap(([path, text]) => {
    const problems: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAccessExpression(node) && /^(test|it|describe)\b/.test(node.expression.getText())) {
        const name = node.name.text;
        if (name === "only") problems.push(`${path}: .only shuts out the other tests`);
        if (["skip", "todo", "fails"].includes(name)) problems.push(`${path}: .${name} without a condition`);
        if (name === "skipIf" && !saysWhy(node)) problems.push(`${path}: skipIf without a reason in its title`);
      }
      ts.forEachChild(node, visit);
    };
    visit(parse(path, text));
    return problems;
  });
}

/** `test.skipIf(condition)("title (why it may be left out)")`; a title that is computed is trusted. */
function saysWhy(skipIf: ts.PropertyAccessExpression): boolean {
  let call: ts.Node = skipIf;
  while (ts.isPropertyAccessExpression(call.parent) || ts.isCallExpression(call.parent)) call = call.parent;
  const title = ts.isCallExpression(call) ? call.arguments[0] : undefined;
  if (title === undefined) return false;
  return !ts.isStringLiteralLike(title) || /\(.+\)/.test(title.text);
}

/** An exception to a lint rule says why. */
export function exceptionViolations(tree: Tree): string[] {
  const exception = /(eslint-disable(-next-line|-line)?|@ts-expect-error|@ts-ignore|@ts-nocheck)\b(.*)/g;
  return CODE.flatMap((folder) => sources(tree, folder)).filter(([path]) => !path.startsWith("test/tidy"))
    .flatMap(([path, text]) => [...text.matchAll(exception)]
      .filter(([, , , rest]) => !/ -- \S|: \S/.test(rest ?? ""))
      .map(([match]) => `${path}: ${match.trim()} gives no reason`));
}

/** Registry addresses tie the lockfile to one network. */
export function lockfileViolations(tree: Tree): string[] {
  return [...tree].filter(([path]) => path.endsWith("package-lock.json"))
    .filter(([, text]) => text.includes('"resolved"')).map(([path]) => `${path}: holds "resolved" addresses`);
}

const MACHINE_PATH = new RegExp(`(?<![\\w.~-])/(${["work", "home", "tmp", "root"].join("|")})/`);

/** Paths of somebody's machine mean nothing on another. */
export function machinePathViolations(tree: Tree): string[] {
  return [...tree].filter(([, text]) => MACHINE_PATH.test(text))
    .map(([path, text]) => `${path}: names the machine path ${MACHINE_PATH.exec(text)?.[0] ?? ""}`);
}
