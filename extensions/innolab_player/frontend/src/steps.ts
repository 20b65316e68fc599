// What state a step is in, and what the next best thing to do in it is.
import type { Text } from "./words";

export type State = "new" | "trying" | "done" | "unjudged";
export type Verdict = "passed" | "not_passed" | "unjudged";

export interface Result {
  verdict: Verdict;
  title: Text | null;
  message: Text | null;
  expected: Text | null;
  got: Text | null;
  tip: Text | null;
  line: number | null;
  /** Fingerprint of the code that was checked. */
  of?: string;
}

export interface StepProgress {
  state: State;
  tries: number;
  hints: number;
  since: string | null;
  result: Result | null;
  /** Milliseconds by the server's clock: the later of two devices' wins. */
  at: number;
}

export const NEW_STEP: StepProgress = { state: "new", tries: 0, hints: 0, since: null, result: null, at: 0 };

export type StepEvent =
  | { kind: "came" }
  | { kind: "checked"; result: Result }
  | { kind: "hint" }
  | { kind: "finished" }
  | { kind: "started again" };

/** The step after an event. `at` is the server's clock. */
export function after(step: StepProgress, event: StepEvent, at: number): StepProgress {
  switch (event.kind) {
    case "came":
      return step.state === "new" ? moved(step, "trying", at) : step;
    case "checked":
      return { ...moved(step, stateOf(event.result.verdict), at), tries: step.tries + 1, result: event.result };
    case "hint":
      return { ...step, hints: step.hints + 1, at };
    case "finished":
      return moved(step, "done", at);
    case "started again":
      return { ...moved(step, "trying", at), result: null };
  }
}

function moved(step: StepProgress, state: State, at: number): StepProgress {
  const since = state === step.state ? step.since : new Date(at).toISOString();
  return { ...step, state, since, at };
}

function stateOf(verdict: Verdict): State {
  return verdict === "passed" ? "done" : verdict === "unjudged" ? "unjudged" : "trying";
}

export interface Situation {
  /** The code cells that were changed since they last ran, or failed, in order. */
  unrun: string[];
  hasCode: boolean;
  hasChecks: boolean;
  /** Every answer box has words in it; true when there is none. */
  answered: boolean;
  /** Every form that the check looks at has an answer; true when there is none. */
  filled: boolean;
  state: State;
  /** The code is as it was when it was last checked. */
  checkedAsIs: boolean;
}

export type NextThing = { do: "run"; cell: string } | { do: "check" } | { do: "next" } | { do: "nothing" };

/** Which one button is filled. */
export function nextThing(at: Situation): NextThing {
  const settled = at.state === "done" || at.state === "unjudged";
  if (settled && (at.checkedAsIs || !at.hasChecks)) return at.answered ? { do: "next" } : { do: "nothing" };
  const cell = at.unrun[0];
  if (cell !== undefined) return { do: "run", cell };
  if (at.hasChecks) return at.checkedAsIs || !at.filled ? { do: "nothing" } : { do: "check" };
  return at.answered ? { do: "next" } : { do: "nothing" };
}

/** A step without checks is done when it was read, run and answered. */
export function finishedOnLeaving(at: Situation): boolean {
  return !at.hasChecks && at.answered && at.unrun.length === 0;
}
