import type { CommandSpec } from "../server/command.ts";
import { SCRIPTING_COMMANDS } from "./scripting/index.ts";
import { ADMIN_COMMANDS } from "./admin/index.ts";
import { CONNECTION_COMMANDS } from "./connection/index.ts";
import { HASH_COMMANDS } from "./hashes/index.ts";
import { KEY_COMMANDS } from "./keys/index.ts";
import { LIST_COMMANDS } from "./lists/index.ts";
import { PERSISTENCE_COMMANDS } from "./persistence/index.ts";
import { PUBSUB_COMMANDS } from "./pubsub/index.ts";
import { SET_COMMANDS } from "./sets/index.ts";
import { STRING_COMMANDS } from "./strings/index.ts";
import { TRANSACTION_COMMANDS } from "./transactions/index.ts";
import { STREAM_COMMANDS } from "./streams/index.ts";
import { SORTED_SET_COMMANDS } from "./zsets/index.ts";

/** The command table. */
export const COMMANDS: readonly CommandSpec[] = [
  ...ADMIN_COMMANDS,
  ...CONNECTION_COMMANDS,
  ...HASH_COMMANDS,
  ...KEY_COMMANDS,
  ...LIST_COMMANDS,
  ...PERSISTENCE_COMMANDS,
  ...PUBSUB_COMMANDS,
  ...SET_COMMANDS,
  ...STRING_COMMANDS,
  ...TRANSACTION_COMMANDS,
  ...STREAM_COMMANDS,
  ...SORTED_SET_COMMANDS,
  ...SCRIPTING_COMMANDS,
];
