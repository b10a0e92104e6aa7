/** A topic with `{parts}`, each of one character or more. */
export interface TopicTemplate {
  readonly text: string;
  /** A pattern that matches at least every topic of the template. */
  readonly pattern: string;
  /** What all topics of the template begin with. */
  readonly prefix: string;
}

const PART = /\{[^{}]*\}/g;

export function parseTemplate(text: string): TopicTemplate {
  const first = text.search(PART);
  return { text, pattern: text.replace(PART, "?*"), prefix: first < 0 ? text : text.slice(0, first) };
}
