// The states a step was in, put together from the moments that were kept.

export interface Moment {
  /** Milliseconds by the server's clock. */
  at: number;
  cells: Record<string, string>;
}

export interface State {
  /** When; null at the start of the step. */
  at: number | null;
  sources: Map<string, string>;
}

/** Each state once, from the start to now; `start` and `now` name the step's cells. */
export function statesOf(moments: Moment[], start: Map<string, string>, now: Map<string, string>): State[] {
  const states: State[] = [{ at: null, sources: start }];
  for (const { at, cells } of moments) {
    const before = states.at(-1)?.sources ?? start;
    const sources = new Map([...before].map(([id, source]) => [id, cells[id] ?? source]));
    if (differ(sources, before)) states.push({ at, sources });
  }
  const last = states.at(-1);
  return last && !differ(last.sources, now) ? states : [...states, { at: Date.now(), sources: now }];
}

function differ(one: Map<string, string>, other: Map<string, string>): boolean {
  return [...one].some(([id, source]) => other.get(id) !== source);
}

/** The server's moments, and after them what this page alone remembers because the connection was away. */
export function joined(saved: Moment[], recent: Moment[]): Moment[] {
  const last = saved.at(-1)?.at ?? 0;
  return [...saved, ...recent.filter(({ at }) => at > last)];
}

const EVERY_MS = 30_000;
const MUCH = 20;
const MOST = 100;

/** What this page remembers by itself while it is open, by the rule that the server has too. */
export class Recent {
  moments: Moment[] = [];

  /** A cell is about to change, or has just been run (then `before` is its text). */
  note(id: string, before: string, after: string, at: number, ran = false): void {
    const last = this.moments.at(-1);
    if (!ran && last && at - last.at < EVERY_MS && after.length >= before.length - MUCH) return;
    this.moments = [...this.moments, { at, cells: { [id]: before } }].slice(-MOST);
  }
}
