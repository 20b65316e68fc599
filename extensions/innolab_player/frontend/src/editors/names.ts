// Completion of names the pupil has already used, also in the other cells.
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";

const NAME = /[\p{L}_][\p{L}\p{N}_]*/gu;
const PART = /[\p{L}_][\p{L}\p{N}_]*$/u;

/** Names in code, without those in strings and comments. */
export function namesIn(code: string): Set<string> {
  const bare = code.replace(/(["'])(?:\\.|(?!\1).)*\1|#.*/g, " ");
  return new Set([...bare.matchAll(NAME)].map(([name]) => name).filter((name) => name.length > 2));
}

export function namesSource(others: () => string[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const part = context.matchBefore(PART);
    if (!part || (part.from === part.to && !context.explicit)) return null;
    const known = new Set(others().flatMap((code) => [...namesIn(code)]));
    for (const name of namesIn(context.state.doc.toString())) known.add(name);
    known.delete(part.text);
    return {
      from: part.from,
      options: [...known].sort().map((label) => ({ label, type: "variable" })),
      validFor: /^[\p{L}\p{N}_]*$/u,
    };
  };
}
