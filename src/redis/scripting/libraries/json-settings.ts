/** What scripts may set of cjson. */
export interface JsonSettings {
  encodeMaxDepth: number;
  decodeMaxDepth: number;
  /** Significant digits of numbers. */
  precision: number;
  convertsSparse: boolean;
  sparseRatio: number;
  sparseSafe: number;
  encodesInvalid: boolean | "null";
  decodesInvalid: boolean;
  keepsBuffer: boolean;
}

export const defaultSettings = (): JsonSettings => ({
  encodeMaxDepth: 1_000, decodeMaxDepth: 1_000, precision: 14, convertsSparse: false, sparseRatio: 2, sparseSafe: 10,
  encodesInvalid: false, decodesInvalid: true, keepsBuffer: true,
});
