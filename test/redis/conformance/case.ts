/**
 * One conversation with a server. A step is a client's letter and a command, its words quoted as redis-cli quotes them
 * (`A XADD s 1-1 f "a b\r\n"`), or `sleep MS`, or `close A`. A client that blocks is answered later: its reply is
 * compared at the step after which it came. Keys and clients are fresh for each case.
 */
export interface Case {
  readonly name: string;
  readonly steps: readonly (string | MaskedStep)[];
  /** Only for servers that have it; all when absent. */
  readonly compat?: readonly ("7.0" | "7.2" | "8.0")[];
  /** Why a depth cannot run the case (a client library's limits), by depth. */
  readonly not?: Readonly<Partial<Record<"model" | "tcp" | "mock" | "wire" | "live", string>>>;
}

/** A step of whose reply only a part is the same everywhere. */
export interface MaskedStep {
  readonly step: string;
  /** `any`: only the type of the reply; `unordered`: elements in any order; `numbers`: integers and digits by kind. */
  readonly mask: "any" | "unordered" | "numbers";
}
