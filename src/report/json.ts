/** One JSON document with a final newline. `undefined` members are left out; bigints must have been made text. */
export const formatJson = (document: object): string => `${JSON.stringify(document, undefined, 2)}\n`;
