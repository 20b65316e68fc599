// A cell that is the pupil's: its text, its outputs, and whether it has run as it is.
import { computed, signal } from "@preact/signals";
import type { AnswerForm, Blocks, CellData } from "./lesson";
import type { Output } from "./outputs/model";

export type Running = "no" | "waiting" | "yes" | "long";

/** A question the running code asks with input(). */
export interface Question {
  prompt: string;
  password: boolean;
  answer: (text: string) => void;
}

export class OwnCell {
  readonly id: string;
  readonly kind: "code" | "form" | "answer";
  readonly form: AnswerForm | null;
  readonly original: string;
  readonly source = signal("");
  readonly toolbox: string[] | null;
  /** How the blocks lie that the source was made from; null for text. */
  blocks: Blocks | null;
  readonly outputs = signal<Output[]>([]);
  readonly count = signal<number | null>(null);
  readonly running = signal<Running>("no");
  readonly question = signal<Question | null>(null);
  /** The text that Python ran last, in the Python there is now; null before. */
  readonly ranSource = signal<string | null>(null);
  /** The last run ended in an error. */
  readonly failed = signal(false);
  readonly ranAt = signal<Date | null>(null);
  /** A line to point at, from an error or a check. */
  readonly markedLine = signal<number | null>(null);
  /** Lines that made what moves on the stage now, the innermost first. */
  readonly lit = signal<number[]>([]);
  /** The next run is stepped through, not played. */
  stepping = false;
  readonly hasRunAsIs = computed(() => this.ranSource.value === this.source.value);
  /** Goes to a line when someone pressed its link; a new object each time. */
  readonly wantedLine = signal<{ line: number } | null>(null);
  /** Set by the editor while the caret is in it. */
  focused = false;
  /** Goes up when the text was changed from outside, so that the editor takes it over. */
  readonly fromOutside = signal(0);

  constructor(data: CellData) {
    this.id = data.id;
    this.form = data.answer ?? null;
    this.kind = data.role === "answer" ? "answer" : this.form ? "form" : "code";
    this.original = data.original;
    this.source.value = data.source;
    this.toolbox = data.toolbox ?? null;
    this.blocks = data.blocks ?? null;
    this.outputs.value = data.outputs;
    this.count.value = data.execution_count;
  }

  /** An answer as the pupil sees it: the starter text is only a prompt. */
  get words(): string {
    return this.source.value === this.original ? "" : this.source.value;
  }

  /** Did it ever run, in this Python or an earlier one? */
  get hasEverRun(): boolean {
    return this.count.value !== null;
  }

  /** Must Python run it before what follows? */
  get isMissing(): boolean {
    if (this.kind === "form") return !this.hasRunAsIs.value;
    return this.kind === "code" && this.hasEverRun && this.ranSource.value === null;
  }

  /** Take over text that was not typed here. */
  replace(source: string, blocks: Blocks | null = null): void {
    if (source === this.source.value && !this.toolbox) return;
    this.blocks = blocks;
    this.source.value = source;
    this.fromOutside.value += 1;
  }
}
