import type { Bytes } from "./bytes.ts";
import type { LoggedCommand } from "./command.ts";

export const isWords = (command: LoggedCommand): command is readonly Bytes[] => Array.isArray(command);

export const wordsOf = (command: LoggedCommand): readonly Bytes[] => (isWords(command) ? command : command.words);
