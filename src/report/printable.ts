/**
 * Controls but the line feed, what turns or hides the text around it, and halves of characters: a terminal would obey
 * the first, and a reader be misled by the second.
 */
const UNPRINTABLE =
  /[\0-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]/gu;

/** Text that may quote a stranger's input, fit for a terminal. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, "?");
