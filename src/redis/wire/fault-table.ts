/** How often a fault is decided: once a connection, a command, a chunk of bytes read, or a chunk written. */
export type FaultScope = "connection" | "command" | "request" | "reply";

export interface FaultRow {
  readonly scope: FaultScope;
  readonly does: string;
}

/** Every fault of a connection. A fault's decisions are taken at the site `wire.<name>`. */
export const FAULTS = {
  refuse: { scope: "connection", does: "the connection is refused" },
  unreachable: {
    scope: "connection", does: "the connection is never established: the client's connect timeout has to end it",
  },
  drop: {
    scope: "command", does: "the connection is reset before the command is applied; replies not yet sent are lost",
  },
  "reply-lost": {
    scope: "command", does: "the command is applied, then the connection is reset; replies not yet sent are lost",
  },
  "cut-mid-pipeline": {
    scope: "command",
    does: "replies of earlier commands are sent, everything received is applied without a reply, then the connection is reset",
  },
  "torn-reply": {
    scope: "command", does: "the command is applied, a part of its reply's bytes is sent, then the connection is reset",
  },
  "half-open": {
    scope: "command", does: "from this command on bytes vanish both ways, while the connection stays open",
  },
  deaf: {
    scope: "command",
    does: "from this command on commands are applied, and no reply leaves, while the connection stays open",
  },
  delay: { scope: "command", does: "the command is applied, its reply and those after it leave later" },
  oom: { scope: "command", does: "a command that may need memory is refused with OOM" },
  readonly: { scope: "command", does: "a command that writes is refused with READONLY, as by a demoted master" },
  loading: { scope: "command", does: "a command that needs the data set is refused with LOADING" },
  noscript: { scope: "command", does: "EVALSHA is refused with NOSCRIPT, as after a restart" },
  "torn-request": {
    scope: "request", does: "a part of the bytes arrives and is applied, then the connection is reset",
  },
  fragment: { scope: "reply", does: "the bytes arrive in small pieces" },
} as const satisfies Readonly<Record<string, FaultRow>>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** What each fault's chance is, from 0 to 1, and between which µs a delay lies. */
export interface FaultRates {
  readonly rates: Readonly<Partial<Record<FaultName, number>>>;
  readonly delayUs: readonly [least: number, most: number];
}

export const faultSite = (name: FaultName): string => `wire.${name}`;
/** Where it is decided how much of a thing: how long a delay, how many bytes of a torn reply or request. */
export const extentSite = (name: "delay" | "torn-reply" | "torn-request" | "fragment"): string => `wire.${name}.extent`;

/** The sites at which the seed has to decide. */
export const faultSites = ({ rates }: FaultRates): readonly string[] =>
  FAULT_NAMES.filter((name) => (rates[name] ?? 0) > 0).map(faultSite)
    .concat((["delay", "torn-reply", "torn-request", "fragment"] as const).map(extentSite));
