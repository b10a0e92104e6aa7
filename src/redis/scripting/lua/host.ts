import { NativeFunction } from "./native.ts";

/** Stands for a function of the host that calls a script's function back. */
export const NO_CALLER = new NativeFunction(() => []);
