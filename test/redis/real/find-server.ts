import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** A released server that the model is compared with, and the `compat` that stands for it. */
export interface Release {
  readonly compat: "7.0" | "8.0";
  readonly program: "redis-server" | "valkey-server";
  readonly version: string;
}

export const RELEASES: readonly Release[] = [
  { compat: "7.0", program: "redis-server", version: "7.0.15" },
  { compat: "8.0", program: "valkey-server", version: "8.0.1" },
];

/**
 * The program's path, from PATH or from the folders of WAVETANK_SERVERS (where packages may have been unpacked without
 * being installed). Undefined when that very version is nowhere.
 */
export function findServer({ program, version }: Release): string | undefined {
  return candidates(program).find((file) => existsSync(file) && versionOf(file) === version);
}

function candidates(program: string): readonly string[] {
  const unpacked = (process.env["WAVETANK_SERVERS"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const folders = [
    ...unpacked.flatMap((folder) => [folder, path.join(folder, "bin"), path.join(folder, "usr", "bin")]),
    ...(process.env["PATH"] ?? "").split(path.delimiter),
  ];
  return folders.map((folder) => path.join(folder, program));
}

function versionOf(file: string): string | undefined {
  const { stdout } = spawnSync(file, ["--version"], { encoding: "utf8" });
  return /\bv=(\S+)/.exec(stdout)?.[1];
}

/** Why a test that needs this release is left out, for its title. */
export const absence = ({ program, version }: Release): string =>
  `needs ${program} ${version}: run .ci/install-servers`;

export interface Installed {
  readonly release: Release;
  /** Undefined when it is not installed; then `title` says why tests are left out. */
  readonly binary: string | undefined;
  readonly title: string;
}

/** Every release. With CI=true a missing one is an error, so that nothing is left out there unseen. */
export function installedReleases(): readonly Installed[] {
  return RELEASES.map((release) => {
    const binary = findServer(release);
    if (binary === undefined && process.env["CI"] === "true") throw new Error(absence(release));
    const name = `${release.program} ${release.version}`;
    return { release, binary, title: binary === undefined ? `${name} (${absence(release)})` : name };
  });
}
