/**
 * Whose behaviour is modelled: Redis 7.0 (7.0.15), Redis 7.2, or Valkey 8.0 (8.0.1, which calls itself Redis 7.2.4).
 */
export type Compat = "7.0" | "7.2" | "8.0";

export const COMPATS: readonly Compat[] = ["7.0", "7.2", "8.0"];

export const atLeast = (compat: Compat, minimum: Compat): boolean =>
  COMPATS.indexOf(compat) >= COMPATS.indexOf(minimum);
