import {
  ASYMMETRIC_MATCHERS_OBJECT, chai, GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, setState,
} from "@vitest/expect";
import fc, { type RunDetails } from "fast-check";
import type { Outcome, Shrunk } from "../mutant.ts";

/**
 * Stands in for vitest in the bundle of a mutant: collects a suite's tests and runs them as one trial, with its real
 * matchers. Snapshots are not looked at.
 */
type Body = (...args: readonly unknown[]) => unknown;

interface Case {
  readonly title: string;
  readonly body: Body;
  readonly args: readonly unknown[];
}

const cases: Case[] = [];
const path: string[] = [];

function register(title: string, body: Body, args: readonly unknown[] = []): void {
  cases.push({ title: [...path, title].join(" > "), body, args });
}

function group(title: string, body: Body, args: readonly unknown[] = []): void {
  path.push(title);
  body(...args);
  path.pop();
}

type Register = (title: string, body: Body, args?: readonly unknown[]) => void;

/** `test` or `describe`, with what hangs on it. */
function named(take: Register) {
  const each = (rows: readonly unknown[]) => (title: string, body: Body): void => {
    for (const row of rows) {
      const args = Array.isArray(row) ? row as readonly unknown[] : [row];
      take(titled(title, args), body, args);
    }
  };
  const one = (title: string, body: Body): void => take(title, body);
  const leaveOut = Object.assign((): void => undefined, { each: () => () => undefined });
  const skipIf = (leftOut: boolean) => (leftOut ? leaveOut : Object.assign(one, { each }));
  return Object.assign((title: string, body: Body): void => take(title, body), { each, skipIf });
}

/** `%s` and its kin are the arguments in order, `$name` a field of the first. */
function titled(title: string, args: readonly unknown[]): string {
  let next = 0;
  const fields = args[0] as Readonly<Record<string, unknown>> | undefined;
  return title
    .replace(/%[a-z]/g, () => String(args[next++]))
    .replace(/\$(\w+)/g, (_, name: string) => String(fields?.[name]));
}

export const test = named(register);
export const it = test;
export const describe = named(group);

const SNAPSHOTS = ["toMatchSnapshot", "toMatchInlineSnapshot", "toMatchFileSnapshot"];

function makeExpect(): (value: unknown, message?: string) => unknown {
  chai.use(JestExtend);
  chai.use(JestChaiExpect);
  chai.use(JestAsymmetricMatchers);
  const made = (value: unknown, message?: string): unknown => {
    const assertion = chai.expect(value, message);
    for (const name of SNAPSHOTS) Object.defineProperty(assertion, name, { value: () => undefined });
    return assertion;
  };
  const world = globalThis as unknown as Record<string | symbol, unknown>;
  Object.assign(made, chai.expect, world[ASYMMETRIC_MATCHERS_OBJECT]);
  setState({ assertionCalls: 0 }, made as never);
  world[GLOBAL_EXPECT] ??= made;
  return made;
}

export const expect = makeExpect();

/** What the last property that failed had drawn when it did first, and in the end. */
let drawn: Shrunk | undefined;

/** As fast-check reports by itself, but remembers. */
function report(details: RunDetails<unknown>): void {
  if (!details.failed) return;
  const [first] = details.failures;
  if (first !== undefined && details.counterexample !== null) {
    drawn = {
      before: { characters: fc.stringify(first).length },
      after: { characters: fc.stringify(details.counterexample).length },
    };
  }
  throw new Error(fc.defaultReportMessage(details));
}

/** fast-check has shrunk what it drew. What fails without having drawn anything is as small as its test. */
export async function shrinkContracts(seed: number): Promise<Shrunk | undefined> {
  drawn = undefined;
  await runContracts(seed);
  return drawn;
}

/** Runs the suite's tests in order, up to the first that fails. The seed decides what its properties draw. */
export async function runContracts(seed: number): Promise<Outcome> {
  const before = fc.readConfigureGlobal();
  fc.configureGlobal({ ...before, seed, verbose: fc.VerbosityLevel.Verbose, reporter: report });
  try {
    return await runCases();
  } finally {
    fc.configureGlobal(before);
  }
}

async function runCases(): Promise<Outcome> {
  let passed = 0;
  for (const { title, body, args } of cases) {
    try {
      await body(...args);
      passed++;
    } catch (error) {
      return {
        findings: [{ oracle: "contract", what: `${title}: ${firstLine(error)}` }], compared: { contract: passed + 1 },
      };
    }
  }
  return { findings: [], compared: { contract: passed } };
}

const firstLine = (error: unknown): string => (String(error).split("\n")[0] ?? "").slice(0, 200);
