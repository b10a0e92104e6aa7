import type { CommandContext } from "./command.ts";

/** The command that goes to the log for a key that another command deleted: UNLINK where that parameter says so. */
export const deletingCommand = ({ server: { config } }: CommandContext, parameter: string): "DEL" | "UNLINK" =>
  config.text(parameter) === "yes" ? "UNLINK" : "DEL";
