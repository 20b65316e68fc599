// The lesson as the server sends it, and its steps as the page shows them.
import type { Output } from "./outputs/model";
import type { RoomState } from "./room/room";
import type { StepProgress } from "./steps";
import type { View } from "./view/settings";
import type { Language, Text } from "./words";

export type Role = "text" | "code" | "check" | "answer" | "hint" | "setup";

/** An answer without code, as a form; the notebook keeps it as a line of Python. */
export interface AnswerForm {
  kind: "choice" | "number" | "table";
  /** The variable that has the answer. */
  name: string;
  /** Its label, and what the options, columns, rows and the unit are called. */
  words: Record<string, Text>;
  options?: string[];
  many?: boolean;
  columns?: string[];
  rows?: string[];
  /** Columns that take words. */
  written?: string[];
}

export interface CellData {
  id: string;
  role: Role;
  step: string | null;
  answer?: AnswerForm | null;
  type: string;
  source: string;
  original: string;
  outputs: Output[];
  execution_count: number | null;
  /** The blocks that the code is put together from; without them it is text. */
  toolbox?: string[] | null;
  /** The blocks as they lie, when the source was made from them. */
  blocks?: Blocks | null;
}

/** A workspace as Blockly writes it down; only the editor of blocks looks inside. */
export type Blocks = Record<string, unknown>;

export interface LessonState {
  state: "planned" | "open" | "closed";
  opens_at: string | null;
  closes_at: string | null;
  /** What is said in the lesson room; missing where the portal never told. */
  room?: Partial<RoomState>;
  /** How the lesson stands, in the server's one word for it. */
  standing: string;
}

export interface LessonData extends LessonState {
  id: string;
  title: Text;
  module: { slug: string };
  /** An adult tries the activity out: no class, and nothing is handed in. */
  try_out?: boolean;
  hints_allowed: boolean;
  late_allowed: boolean;
  time_zone: string;
  steps: { id: string; title: Text }[];
}

export interface About {
  title?: Text;
  attribution?: Text;
  source_language?: Language;
  steps?: { id: string; title: Text }[];
  locale?: Partial<Record<Language, Record<string, string>>>;
}

export interface Receipt {
  receipt: string;
  handed_in_at: string;
  late: boolean;
}

export interface HandInState {
  state: "none" | "pending" | "received" | "refused";
  receipt: Receipt | null;
  code?: string | null;
  message?: string | null;
  created_at?: string;
}

export interface CellMark {
  at: number;
  device: string;
  revision: number;
}

export interface Opened {
  lesson: LessonData | null;
  away: string | null;
  language: Language;
  view: Partial<View>;
  user: string;
  path: string;
  kernel: string;
  about: About;
  cells: CellData[];
  work: {
    revision: number;
    saved_at: number;
    current_step: string;
    cells: Record<string, CellMark>;
    steps: Record<string, StepProgress>;
  };
  hand_in: HandInState;
  now: number;
}

/** One step: what is read, what is done, what checks it, what helps. */
export interface Step {
  id: string;
  number: number;
  title: Text;
  texts: CellData[];
  work: CellData[];
  checks: CellData[];
  hints: CellData[];
}

/** The steps in the activity's order; cells without a known step belong to the one before them. */
export function stepsOf(opened: Pick<Opened, "lesson" | "about" | "cells">): Step[] {
  const named = opened.about.steps?.length ? opened.about.steps : (opened.lesson?.steps ?? []);
  const steps = named.map(({ id, title }, index): Step => {
    return { id, number: index + 1, title, texts: [], work: [], checks: [], hints: [] };
  });
  let current = steps[0];
  for (const cell of opened.cells) {
    current = steps.find(({ id }) => id === cell.step) ?? current;
    if (current) place(cell, current);
  }
  return steps;
}

/** The cells of a step in which the pupil writes code. */
export function codeOf({ work }: Step): CellData[] {
  return work.filter(({ role, answer }) => role === "code" && !answer);
}

function place(cell: CellData, step: Step): void {
  if (cell.role === "text") step.texts.push(cell);
  if (cell.role === "code" || cell.role === "answer") step.work.push(cell);
  if (cell.role === "check") step.checks.push(cell);
  if (cell.role === "hint") step.hints.push(cell);
}

/** A locked cell's text in a language; the cell's own source is in the language the activity was written in. */
export function textIn(cell: CellData, about: About, language: Language): string {
  return about.locale?.[language]?.[cell.id] ?? cell.original;
}
