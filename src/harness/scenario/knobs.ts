import { ms, sec } from "../../kernel/time.ts";

/** A value of the configuration that a seed may draw; what the scenario says is always one of the choices. */
export interface Knob {
  readonly name: string;
  readonly choices: readonly number[];
}

export const KNOBS: readonly Knob[] = [
  { name: "bus.batch", choices: [4, 10, 100, 1_000] },
  { name: "retry.base", choices: [ms(1), ms(10), ms(100), ms(500)] },
  { name: "retry.cap", choices: [ms(500), sec(1), sec(2)] },
  { name: "consumer.batch", choices: [1, 10, 100, 1_000] },
  { name: "consumer.block", choices: [ms(50), ms(250), sec(1), sec(3)] },
  { name: "consumer.claimIdle", choices: [ms(500), sec(2), sec(5), sec(60)] },
  { name: "consumer.claimInterval", choices: [ms(250), sec(1), sec(5)] },
  { name: "trim.interval", choices: [ms(200), sec(1), sec(5)] },
  { name: "store.commandTimeout", choices: [ms(50), ms(200), ms(500), sec(2)] },
  { name: "sentinel.downAfter", choices: [ms(200), sec(1), sec(3)] },
];
