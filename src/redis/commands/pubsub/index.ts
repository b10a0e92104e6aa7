import type { CommandSpec } from "../../server/command.ts";
import { publish, spublish } from "./publish.ts";
import { pubsub } from "./pubsub.ts";
import { SUBSCRIPTION_COMMANDS } from "./subscribe.ts";

export const PUBSUB_COMMANDS: readonly CommandSpec[] = [...SUBSCRIPTION_COMMANDS, publish, spublish, pubsub];
