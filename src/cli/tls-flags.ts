import { text } from "./flag-parsers.ts";

const file = { kind: "parsed", parse: text, placeholder: "file", optional: true } as const;

/** For commands that ask a server over TLS: see `TlsFiles`. */
export const tlsFlags = {
  cacert: { ...file, brief: "PEM: authorities to trust over TLS, instead of those that Node.js knows" },
  cert: { ...file, brief: "PEM: our certificate, for a server that asks for one" },
  key: { ...file, brief: "PEM: its private key" },
} as const;
