const nothing = (): void => {};

/** A probe of any kind that does nothing. */
export const silentProbe = <T extends object>(): T => new Proxy({}, { get: () => nothing }) as T;
