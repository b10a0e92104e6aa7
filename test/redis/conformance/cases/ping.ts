import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  { name: "PING answers PONG or what it was given", steps: ["A PING", 'A PING "a b\\r\\n"', "B PING x y"] },
  { name: "an unknown command is named with its arguments", steps: ["A NONSENSE a b", "A nonsense", "sleep 5"] },
];
