/** 1, 2, 5, 10, 20, … times `unit`, below `value`, in ascending order: figures that read well. */
export function ladder(value: number, unit: number): readonly number[] {
  const steps: number[] = [];
  for (let decade = unit; decade < value; decade *= 10) {
    for (const digit of [1, 2, 5]) if (digit * decade < value) steps.push(digit * decade);
  }
  return steps;
}

/**
 * The first of `values`, in ascending order of strength, with which it still fails: the weakest at once, otherwise by
 * bisection. Undefined when none does.
 */
export async function weakest<T>(values: readonly T[], fails: (value: T) => Promise<boolean>): Promise<T | undefined> {
  const [first] = values;
  if (first === undefined) return undefined;
  if (await fails(first)) return first;
  let passing = 0;
  let failing = values.length;
  while (failing - passing > 1) {
    const middle = (passing + failing) >> 1;
    if (await fails(values[middle] as T)) failing = middle;
    else passing = middle;
  }
  return values[failing];
}
