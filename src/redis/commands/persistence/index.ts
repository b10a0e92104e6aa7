import type { CommandSpec } from "../../server/command.ts";
import { dump, restore } from "./dump-restore.ts";
import { bgrewriteaof, bgsave, lastsave, save } from "./saving.ts";

const NO_KEYS = [0, 0, 0] as const;
const ONE_KEY = [1, 1, 1] as const;
const RESTORING = ["@keyspace", "@dangerous"];

export const PERSISTENCE_COMMANDS: readonly CommandSpec[] = [
  { name: "dump", arity: 2, flags: ["readonly"], keys: ONE_KEY, categories: ["@keyspace"], run: dump },
  { name: "restore", arity: -4, flags: ["write", "denyoom"], keys: ONE_KEY, categories: RESTORING, run: restore },
  {
    name: "restore-asking", arity: -4, flags: ["write", "denyoom", "asking"], keys: ONE_KEY, categories: RESTORING,
    run: restore,
  },
  {
    name: "save", arity: 1, flags: ["admin", "noscript", "no_async_loading", "no_multi"], keys: NO_KEYS, categories: [],
    run: save,
  },
  {
    name: "bgsave", arity: -1, flags: ["admin", "noscript", "no_async_loading"], keys: NO_KEYS, categories: [],
    run: bgsave,
  },
  {
    name: "bgrewriteaof", arity: 1, flags: ["admin", "noscript", "no_async_loading"], keys: NO_KEYS, categories: [],
    run: bgrewriteaof,
  },
  {
    name: "lastsave", arity: 1, flags: ["loading", "stale", "fast"], keys: NO_KEYS,
    categories: ["@admin", "@dangerous"], run: lastsave,
  },
];
