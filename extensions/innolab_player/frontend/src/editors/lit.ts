// The lines that move something on the stage now: the innermost bright, those that called it framed.
import { type EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

export const light = StateEffect.define<number[]>();

export const litLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    const lit = transaction.effects.find((effect) => effect.is(light));
    return lit ? marks(transaction.state, lit.value) : lines.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function marks(state: EditorState, [now, ...callers]: number[]): DecorationSet {
  const there = (line: number | undefined): line is number =>
    line !== undefined && line >= 1 && line <= state.doc.lines;
  const mark = (line: number, name: string) => Decoration.line({ class: name }).range(state.doc.line(line).from);
  const outer = [...new Set(callers)].filter((line) => there(line) && line !== now);
  return Decoration.set(
    [...(there(now) ? [mark(now, "cm-lit")] : []), ...outer.map((line) => mark(line, "cm-calls"))],
    true,
  );
}
