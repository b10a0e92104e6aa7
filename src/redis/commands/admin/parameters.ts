import type { Parameter } from "../../server/config.ts";
import { PARAMETER_TABLE } from "./parameter-table.ts";

/** What CONFIG GET and SET know. */
export const PARAMETERS: readonly Parameter[] = PARAMETER_TABLE;
