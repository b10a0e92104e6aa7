import type { Config } from "../server/config.ts";
import type { Session } from "../server/session.ts";

const PARAMETER = "client-output-buffer-limit";

interface Limit {
  /** Bytes beyond which the client is closed at once; 0 is no limit. */
  readonly hard: number;
  /** Bytes beyond which it is closed after so many seconds. */
  readonly soft: number;
  readonly softSeconds: number;
}

const NONE: Limit = { hard: 0, soft: 0, softSeconds: 0 };

/** client-output-buffer-limit: how far a client may fall behind. */
export class OutputLimits {
  readonly #config: Config;
  #text = "";
  #limits: Readonly<Record<string, Limit>> = {};

  constructor(config: Config) {
    this.#config = config;
  }

  /** Whether a client with so many bytes to come is to be closed; `sinceUs` is when it passed the soft limit. */
  exceeded(session: Session, bytes: number, nowUs: number, sinceUs: number | undefined): boolean {
    const { hard, soft, softSeconds } = this.#of(session);
    if (hard > 0 && bytes > hard) return true;
    return soft > 0 && bytes > soft && sinceUs !== undefined && nowUs - sinceUs > softSeconds * 1_000_000;
  }

  aboveSoft(session: Session, bytes: number): boolean {
    const { soft } = this.#of(session);
    return soft > 0 && bytes > soft;
  }

  #of(session: Session): Limit {
    if (!this.#config.parameters.has(PARAMETER)) return NONE;
    const text = this.#config.text(PARAMETER);
    if (text !== this.#text) {
      this.#limits = parse(text);
      this.#text = text;
    }
    const name = session.subscriptions > 0 ? "pubsub" : session.monitoring ? "slave" : "normal";
    return this.#limits[name] ?? NONE;
  }
}

/** `normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60`. */
function parse(text: string): Readonly<Record<string, Limit>> {
  const words = text.split(/\s+/);
  const limits: Record<string, Limit> = {};
  for (let i = 0; i + 3 < words.length; i += 4) {
    const [name = "", hard, soft, softSeconds] = words.slice(i, i + 4);
    limits[name === "replica" ? "slave" : name] = {
      hard: Number(hard), soft: Number(soft), softSeconds: Number(softSeconds),
    };
  }
  return limits;
}
