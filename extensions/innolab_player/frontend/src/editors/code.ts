// The Python editor: colours, indentation, undo, names already used, a line to point at.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  redo,
  redoDepth,
  undo,
  undoDepth,
} from "@codemirror/commands";
import { python, pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, StateEffect, StateField, Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { COLOURS } from "./colours";
import { hangingIndent } from "./hanging";
import { light, litLines } from "./lit";
import { namesSource } from "./names";

export interface CodeOptions {
  source: string;
  label: string;
  readOnly: boolean;
  changed: (source: string) => void;
  run: () => void;
  focus: (focused: boolean) => void;
  /** Code of the other cells, whose names are worth completing. */
  others: () => string[];
  depths: (undo: number, redo: number) => void;
}

const pointAt = StateEffect.define<number | null>();

const pointed = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(pointAt)) return marks(transaction.state, effect.value);
    }
    return lines.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function marks(state: EditorState, line: number | null): DecorationSet {
  if (line === null || line < 1 || line > state.doc.lines) return Decoration.none;
  return Decoration.set([Decoration.line({ class: "cm-pointed" }).range(state.doc.line(line).from)]);
}

export class CodeEditor {
  readonly view: EditorView;
  private readonly reading = new Compartment();
  private readonly naming = new Compartment();
  private replacing = false;

  constructor(
    parent: HTMLElement,
    private readonly options: CodeOptions,
  ) {
    this.view = new EditorView({
      parent,
      state: EditorState.create({ doc: options.source, extensions: this.extensions() }),
    });
  }

  private extensions() {
    const { readOnly, label, run, others } = this.options;
    const runKey = () => {
      run();
      return true;
    };
    return [
      lineNumbers(),
      // Undo reaches back to where this page began; beyond that is the timeline.
      history({ minDepth: 100_000 }),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false, activateOnTypingDelay: 200 }),
      python(),
      pythonLanguage.data.of({ autocomplete: namesSource(others) }),
      syntaxHighlighting(COLOURS),
      EditorView.lineWrapping,
      hangingIndent,
      pointed,
      litLines,
      keymap.of([
        { key: "Mod-Enter", run: runKey },
        { key: "Shift-Enter", run: runKey },
      ]),
      // Tab indents; Esc and then Tab leaves the editor, as is printed beside it.
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
      this.reading.of(reads(readOnly)),
      this.naming.of(named(label)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !this.replacing) this.options.changed(update.state.doc.toString());
        if (update.docChanged) this.options.depths(undoDepth(update.state), redoDepth(update.state));
        if (update.focusChanged) this.options.focus(update.view.hasFocus);
      }),
    ];
  }

  /** Take over text that was not typed here; it can be undone like typing. */
  replace(source: string): void {
    if (source === this.view.state.doc.toString()) return;
    this.replacing = true;
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: source },
      annotations: Transaction.addToHistory.of(true),
    });
    this.replacing = false;
  }

  point(line: number | null): void {
    this.view.dispatch({ effects: pointAt.of(line) });
  }

  /** Lines that run on the stage now, the innermost first. */
  light(lines: number[]): void {
    this.view.dispatch({ effects: light.of(lines) });
  }

  goTo(line: number): void {
    const { from } = this.view.state.doc.line(Math.min(Math.max(1, line), this.view.state.doc.lines));
    this.view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    this.view.focus();
  }

  set readOnly(readOnly: boolean) {
    this.view.dispatch({ effects: this.reading.reconfigure(reads(readOnly)) });
  }

  set label(label: string) {
    this.view.dispatch({ effects: this.naming.reconfigure(named(label)) });
  }

  undo(): void {
    undo(this.view);
  }

  redo(): void {
    redo(this.view);
  }

  insert(text: string): void {
    this.view.dispatch(this.view.state.replaceSelection(text));
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }
}

function reads(readOnly: boolean) {
  return [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];
}

function named(label: string) {
  const attributes = {
    "aria-label": label,
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
    tabindex: "0",
    translate: "no",
  };
  return EditorView.contentAttributes.of(attributes);
}
