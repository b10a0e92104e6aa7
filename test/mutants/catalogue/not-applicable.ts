/** Rows of the list of defects from DEF-01 to DEF-47 that no patch can re-introduce here, and why. */
export const NOT_APPLICABLE: readonly { readonly row: string; readonly why: string }[] = [
  {
    row: "DEF-03",
    why: "imports of modules that do not exist: such a build does not bundle, and the type check refuses it",
  },
  {
    row: "DEF-08",
    why: "an import that a dependency's later version breaks: versions are exact and locked, and every dependency is loaded by the tests",
  },
  { row: "DEF-43", why: "severities of alerts: there are no alerts yet" },
  {
    row: "DEF-45",
    why: "pacing and baselines of benchmarks: they are no part of the sources, and what they claim is measured open-loop beside rivals",
  },
  { row: "DEF-46", why: "quality scores and order counters of adapters and engines: there is no order entry yet" },
];
