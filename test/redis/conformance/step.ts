import type { Case } from "./case.ts";
import { words } from "./words.ts";

export type Step =
  | { readonly kind: "command"; readonly client: string; readonly args: readonly string[] }
  | { readonly kind: "sleep"; readonly ms: number }
  | { readonly kind: "close"; readonly client: string };

export const stepText = (step: Case["steps"][number]): string => (typeof step === "string" ? step : step.step);

export function parseStep(text: string): Step {
  const [first = "", ...rest] = words(text);
  if (first === "sleep") return { kind: "sleep", ms: Number(rest[0]) };
  if (first === "close") return { kind: "close", client: rest[0] ?? "" };
  if (!/^[A-Z]$/.test(first) || rest.length === 0) throw new Error(`not a step: ${text}`);
  return { kind: "command", client: first, args: rest };
}
