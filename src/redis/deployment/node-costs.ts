import { ms, us, type Duration } from "../../kernel/time.ts";

export const COMMAND_COST = us(1);
/** A start takes so long, and so much longer for each byte that is loaded. */
export const START = ms(50);
export const LOAD_NS_PER_BYTE = 10;
export const WRITE_NS_PER_BYTE = 5;
/** How long the thread stands still while the process is copied for a child. */
export const FORK_STALLS: readonly Duration[] = [
  us(200), us(400), us(700), ms(1), ms(2), ms(5), ms(12), ms(40), ms(150), ms(600),
];
