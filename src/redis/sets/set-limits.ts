import { atLeast, type Compat } from "../server/compat.ts";
import type { Config } from "../server/config.ts";

/** Up to what size a set keeps a compact encoding: `set-max-intset-entries` and `set-max-listpack-…`. */
export interface SetLimits {
  /** Servers from 7.2 on choose an encoding by how many members a command brings, before they add them. */
  readonly looksAhead: boolean;
  readonly intsetEntries: number;
  /** 0 for servers before 7.2, which have no listpack sets. */
  readonly listpackEntries: number;
  readonly listpackValue: number;
}

/** The limits in force. */
export function setLimits({ compat, config }: { readonly compat: Compat; readonly config: Config }): SetLimits {
  const intsetEntries = config.number("set-max-intset-entries");
  if (!atLeast(compat, "7.2")) return { looksAhead: false, intsetEntries, listpackEntries: 0, listpackValue: 0 };
  return {
    looksAhead: true,
    intsetEntries,
    listpackEntries: config.number("set-max-listpack-entries"),
    listpackValue: config.number("set-max-listpack-value"),
  };
}
