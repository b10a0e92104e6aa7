import type { CommandSpec, ServerState } from "./command.ts";
import type { Compat } from "./compat.ts";
import type { Parameter } from "./config.ts";
import type { Deliver } from "./session.ts";

export interface ServerOptions {
  readonly compat: Compat;
  readonly commands: readonly CommandSpec[];
  readonly parameters: readonly Parameter[];
  /** Parts made at the start, for the listeners and gates that they add. */
  readonly parts: readonly (new (server: ServerState) => unknown)[];
  /** Whole numbers below 2^32, from the run's seed. */
  readonly random: () => number;
  /** Unix µs. */
  readonly startedAtUs: number;
}

export interface Connecting {
  readonly address?: string;
  readonly localAddress?: string;
  readonly deliver: Deliver;
  readonly close?: () => void;
}
