import type { Compat } from "../server/compat.ts";
import type { KeyPattern, Selector } from "./selector.ts";
import type { User } from "./user.ts";

const keyText = ({ pattern, read, write }: KeyPattern): string =>
  read && write ? `~${pattern}` : `%${read ? "R" : "W"}~${pattern}`;

/** The commands of a selector as rules that make it again. */
export const describeCommands = (selector: Selector, compat: Compat): string =>
  [selector.allCommands ? "+@all" : "-@all", ...(compat === "7.0" ? selector.essentialRules() : selector.rules)].join(
    " ",
  );

export const describeKeys = ({ keys }: Selector): string => keys.map(keyText).join(" ");

export const describeChannels = ({ channels }: Selector): string => channels.map((pattern) => `&${pattern}`).join(" ");

function describeSelector(selector: Selector, compat: Compat): string {
  const only = ["resetchannels", describeChannels(selector)].filter((text) => text !== "");
  const channels = selector.allChannels ? "&*" : only.join(" ");
  return [describeKeys(selector), channels, describeCommands(selector, compat)].filter((text) => text !== "").join(" ");
}

/** A user as ACL LIST shows it and as a configuration file holds it. */
export function describeUser(user: User, compat: Compat): string {
  const passwords = user.passwords.map((password) => `#${password}`);
  const { flags } = user;
  const selectors = user.selectors.map((selector) => `(${describeSelector(selector, compat)})`);
  return ["user", user.name, ...flags, ...passwords, describeSelector(user.root, compat), ...selectors].join(" ");
}
