import type { Compat } from "../server/compat.ts";

/** How servers word what scripts do wrong. Valkey leaves out its predecessor's name. */
export interface ScriptTexts {
  readonly unknownCommand: string;
  readonly wrongArguments: string;
  readonly noArguments: string;
  readonly badArguments: string;
  readonly noScript: string;
  /** The library in messages about its functions. */
  readonly library: string;
  readonly badLogLevel: string;
  readonly setReplArguments: string;
}

const REDIS: ScriptTexts = {
  unknownCommand: "ERR Unknown Redis command called from script",
  wrongArguments: "ERR Wrong number of args calling Redis command from script",
  noArguments: "ERR Please specify at least one argument for this redis lib call",
  badArguments: "ERR Lua redis lib command arguments must be strings or integers",
  noScript: "NOSCRIPT No matching script. Please use EVAL.",
  library: "redis",
  badLogLevel: "ERR Invalid debug level.",
  setReplArguments: "ERR redis.set_repl() requires two arguments.",
};

const VALKEY: ScriptTexts = {
  unknownCommand: "ERR Unknown command called from script",
  wrongArguments: "ERR Wrong number of args calling command from script",
  noArguments: "ERR Please specify at least one argument for this call",
  badArguments: "ERR Command arguments must be strings or integers",
  noScript: "NOSCRIPT No matching script.",
  library: "server",
  badLogLevel: "ERR Invalid log level.",
  setReplArguments: "ERR server.set_repl() requires one argument.",
};

export const textsOf = (compat: Compat): ScriptTexts => (compat === "8.0" ? VALKEY : REDIS);
