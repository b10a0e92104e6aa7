import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "statements and literals",
    steps: [
      String.raw`A EVAL "local a = 1; local b = 2; ; return a" 0`,
      String.raw`A EVAL "local t = {f=function(self,x) return x end} return t:f'str'" 0`,
      String.raw`A EVAL "local s = [[\nline]] return s" 0`,
      String.raw`A EVAL "local s = [==[a]]b]==] return s" 0`,
      String.raw`A EVAL "return '\\\\65\\\\066\\\\x'" 0`,
    ],
  },
  {
    name: "what is no statement",
    steps: [
      "A EVAL x 0",
      "A EVAL x.y 0",
      String.raw`A EVAL "f() = 1" 0`,
      String.raw`A EVAL "(f)" 0`,
      String.raw`A EVAL "local function" 0`,
      "A EVAL break 0",
      String.raw`A EVAL "return ..." 0`,
      String.raw`A EVAL "function f() return ... end" 0`,
      String.raw`A EVAL "local a <const> = 1" 0`,
      String.raw`A EVAL "if true then return 1 end return 2 3" 0`,
      String.raw`A EVAL "return 1;" 0`,
      String.raw`A EVAL "a.b:c = 1" 0`,
    ],
  },
  {
    name: "brackets and strings that are not closed",
    steps: [
      String.raw`A EVAL "local x = }" 0`,
      String.raw`A EVAL "x = 'abc\\\\300'" 0`,
      String.raw`A EVAL "x = [[abc" 0`,
      String.raw`A EVAL "--[[ abc" 0`,
      String.raw`A EVAL "x = 1 = 2" 0`,
    ],
  },
  {
    name: "loops and functions that are not finished",
    steps: [
      String.raw`A EVAL "for i=1 do end" 0`,
      String.raw`A EVAL "for i in do end" 0`,
      String.raw`A EVAL "for i do end" 0`,
      String.raw`A EVAL "function 1() end" 0`,
      String.raw`A EVAL "function f(a,) end" 0`,
      String.raw`A EVAL "return function(a,...,b) end" 0`,
      String.raw`A EVAL "return {1,2" 0`,
      String.raw`A EVAL "return f(1,2" 0`,
      String.raw`A EVAL "return (1" 0`,
    ],
  },
  {
    name: "numbers and characters that are none",
    steps: [
      String.raw`A EVAL "x = 0x" 0`,
      String.raw`A EVAL "x = 1..2" 0`,
      String.raw`A EVAL "x = @" 0`,
      String.raw`A EVAL "x = \\x01" 0`,
      String.raw`A EVAL "f\n(1)" 0`,
      String.raw`A EVAL "repeat local x = 1 until x" 0`,
      String.raw`A EVAL "while true do break end return 3" 0`,
    ],
  },
];
