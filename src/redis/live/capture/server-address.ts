import { WavetankError } from "../../../kernel/error.ts";

/** A Redis server and who we are to it. */
export interface ServerAddress {
  readonly at: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number;
  /** For people and files: without the password. */
  readonly shown: string;
}

const DEFAULT_PORT = 6_379;
const EXPECTED = "redis://[user[:password]@]host[:port][/db], rediss:// for TLS, or unix:///path/of/the/socket";

/**
 * Reads the address of a server. No error repeats the text, which may hold a password.
 *
 * @throws {WavetankError} E_CAPTURE_URL
 */
export function parseServerAddress(text: string, defaultPassword?: string): ServerAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refused("it is no URL");
  }
  const { protocol, hostname, port, pathname, search, hash } = url;
  if (!["redis:", "rediss:", "unix:"].includes(protocol)) throw refused(`its scheme is ${protocol.slice(0, 20)}`);
  if (search !== "" || hash !== "") throw refused("it has a query or a fragment");
  const username = decoded(url.username) || undefined;
  const password = decoded(url.password) || defaultPassword;
  const user =
    username === undefined && password === undefined ? "" : `${url.username}${password === undefined ? "" : ":***"}@`;
  if (protocol === "unix:") {
    if (hostname !== "" || pathname === "") throw refused("it names no path");
    return {
      at: { path: decoded(pathname) }, tls: false, username, password, db: 0, shown: `unix://${user}${pathname}`,
    };
  }
  if (hostname === "") throw refused("it names no host");
  const db = /^\/?$/.test(pathname) ? 0 : Number(/^\/(\d{1,5})$/.exec(pathname)?.[1] ?? NaN);
  if (Number.isNaN(db)) throw refused("what follows the host is no number of a database");
  const at = { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: port === "" ? DEFAULT_PORT : Number(port) };
  return {
    at, tls: protocol === "rediss:", username, password, db, shown: `${protocol}//${user}${hostname}:${at.port}/${db}`,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refused("it has a % that begins no character");
  }
}

const refused = (found: string): WavetankError =>
  new WavetankError("E_CAPTURE_URL", `the server's address cannot be used: ${found}`, {
    expected: EXPECTED,
    hint: "percent-encode what is special in a password, or give it in the environment variable REDISCLI_AUTH",
  });
