import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import { OVERRIDE_VARIABLES } from "../../../src/bus/config/environment.ts";
import { MESSAGE_BUS_SPEC } from "../../../src/bus/config/message-bus-config.ts";
import { fieldTables } from "./field-table.ts";

const DOCUMENT = path.resolve(import.meta.dirname, "../../../docs/configuration.md");
const TABLES: Readonly<Record<string, string>> = {
  EnhancedMessageBusConfig: fieldTables(ENHANCED_SPEC), MessageBusConfig: fieldTables(MESSAGE_BUS_SPEC),
};

/** The document with each table between its marks made anew. */
const withTables = (text: string): string =>
  text.replace(
    /(<!-- fields of (\w+) -->\n)[^]*?(<!-- end -->)/g,
    (_whole, begin: string, name: string, end: string) => `${begin}\n${TABLES[name] ?? "?"}\n\n${end}`,
  );

describe("docs/configuration.md", () => {
  const text = readFileSync(DOCUMENT, "utf8");

  test("holds the tables of both configurations as the field tables are now", async () => {
    await expect(withTables(text)).toMatchFileSnapshot(DOCUMENT);
    for (const name of Object.keys(TABLES)) expect(text).toContain(`<!-- fields of ${name} -->`);
  });

  test("names only variables that exist", () => {
    const known = [...OVERRIDE_VARIABLES, "NAUTILUS_MESSAGEBUS_CONFIG", "NAUTILUS_ENV"];
    const named = [...text.matchAll(/NAUTILUS_[A-Z_]+[A-Z]/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});
