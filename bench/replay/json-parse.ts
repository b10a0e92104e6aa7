import type { Lane } from "../kit/lane.ts";
import { recordsOf, textOf, type Session } from "../traffic/session.ts";

/** The floor of all that reads JSON frames with the language's own parser: frames in memory, results dropped. */
export function open(session: Session): Lane {
  const texts: string[] = [];
  for (const record of recordsOf(session.open())) {
    if (record.kind === "frame") texts.push(textOf(record.bytes));
  }
  return {
    run() {
      let parsed = 0;
      for (const text of texts) {
        const frame: unknown = JSON.parse(text);
        if (typeof frame === "object") parsed++;
      }
      return { operations: parsed, answers: { frames: parsed } };
    },
  };
}
