// What the browser keeps until the server has it: written at every key, read when the page opens.
import type { Blocks } from "./lesson";
import type { StepProgress } from "./steps";

export interface DraftCell {
  source: string;
  at: number;
  blocks?: Blocks;
}

export interface Draft {
  cells: Record<string, DraftCell>;
  steps: Record<string, StepProgress>;
}

export interface Shelf {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = "innolab:draft:";

export function emptyDraft(): Draft {
  return { cells: {}, steps: {} };
}

function keys(shelf: Shelf): string[] {
  return Array.from({ length: shelf.length }, (_, index) => shelf.key(index) ?? "").filter((key) =>
    key.startsWith(PREFIX),
  );
}

/** Drafts of one pupil's lesson; a tab has its own, so that two tabs don't write over each other. */
export class Drafts {
  private readonly mine: string;

  constructor(
    private readonly shelf: Shelf,
    private readonly user: string,
    lesson: string,
    tab: string,
  ) {
    this.mine = `${PREFIX}${user}:${lesson}:${tab}`;
  }

  /** On a shared computer, the one before leaves nothing to the next. */
  clearOthers(): void {
    for (const key of keys(this.shelf)) {
      if (!key.startsWith(`${PREFIX}${this.user}:`)) this.shelf.removeItem(key);
    }
  }

  /** All that was kept for this lesson, the newest of each; it becomes this tab's. */
  adopt(): Draft {
    const lesson = this.mine.slice(0, this.mine.lastIndexOf(":") + 1);
    const draft = emptyDraft();
    for (const key of keys(this.shelf).filter((each) => each.startsWith(lesson))) {
      const kept = parsed(this.shelf.getItem(key));
      newest(draft.cells, kept.cells);
      newest(draft.steps, kept.steps);
      if (key !== this.mine) this.shelf.removeItem(key);
    }
    this.write(draft);
    return draft;
  }

  /** True when the browser could keep it. */
  write(draft: Draft): boolean {
    try {
      if (Object.keys(draft.cells).length + Object.keys(draft.steps).length === 0) this.shelf.removeItem(this.mine);
      else this.shelf.setItem(this.mine, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }
}

function parsed(text: string | null): Draft {
  try {
    return { ...emptyDraft(), ...(JSON.parse(text ?? "{}") as Partial<Draft>) };
  } catch {
    return emptyDraft();
  }
}

function newest<T extends { at: number }>(into: Record<string, T>, from: Record<string, T>): void {
  for (const [id, each] of Object.entries(from)) {
    if (each.at >= (into[id]?.at ?? -1)) into[id] = each;
  }
}
