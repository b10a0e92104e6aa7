import type { Parameter } from "../../server/config.ts";

/** What CONFIG GET and SET know, with the defaults of Redis 7. */
export const PARAMETERS: readonly Parameter[] = [
  { name: "stream-node-max-bytes", initial: "4096" },
  { name: "stream-node-max-entries", initial: "100" },
  { name: "maxmemory", initial: "0" },
  { name: "maxmemory-policy", initial: "noeviction" },
];
