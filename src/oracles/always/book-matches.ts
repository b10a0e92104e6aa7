import { always, type Always } from "../property.ts";

/** Every book behind the bus is the book that the venue's frames make, level by level, whenever it has taken all. */
export const bookMatches = (): Always => always(
  "book-matches", "the books behind the bus equal those built straight from the frames", (verdicts, view) => ({
    finished(at) {
      const { books } = view;
      if (books === undefined) return;
      verdicts.compare(books.compared);
      if (books.violation !== undefined) verdicts.violate(at, "a book differs from its frames", books.violation);
    },
  }));
