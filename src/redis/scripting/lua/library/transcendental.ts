// A server's own last bits depend on its C library too.
/* eslint-disable no-restricted-properties -- scripts ask for these by name */

export const TRANSCENDENTAL: Readonly<Record<string, (x: number) => number>> = {
  acos: Math.acos, asin: Math.asin, atan: Math.atan, cos: Math.cos, cosh: Math.cosh, exp: Math.exp, log: Math.log,
  log10: Math.log10, sin: Math.sin, sinh: Math.sinh, tan: Math.tan, tanh: Math.tanh,
};

export const TRANSCENDENTAL_OF_TWO = { atan2: Math.atan2 };
