// From what the check cells did in the kernel to what the pupil is told.
import type { Output } from "./outputs/model";
import type { Result, Verdict } from "./steps";
import type { Text } from "./words";

export const CHECK_MIME = "application/vnd.innolab.check+json";
export const ERROR_MIME = "application/vnd.innolab.error+json";

export interface Outcome {
  status: "ok" | "error" | "died" | "stopped";
  ename?: string;
  outputs: Output[];
}

export interface PlainError {
  title: Text;
  message: Text;
  line: number | null;
  name: string | null;
}

const EMPTY: Result = {
  verdict: "unjudged",
  title: null,
  message: null,
  expected: null,
  got: null,
  tip: null,
  line: null,
};

/** The last bundle of a kind among outputs. */
export function bundle<T>(outputs: Output[], mime: string): T | null {
  const found = outputs.flatMap((output) => {
    return "data" in output && output.data[mime] !== undefined ? [output.data[mime]] : [];
  });
  return (found.at(-1) as T | undefined) ?? null;
}

/** What one check cell says. */
export function judged({ status, ename, outputs }: Outcome): Result {
  const said = bundle<Partial<Result>>(outputs, CHECK_MIME);
  if (status === "ok") return { ...EMPTY, ...said, verdict: "passed" };
  if (status !== "error") return EMPTY;
  if (said) return { ...EMPTY, ...said, verdict: failing(said.verdict) };
  if (ename === "CannotJudge") return EMPTY;
  if (ename === "CheckFailed" || ename === "AssertionError") return { ...EMPTY, verdict: "not_passed" };
  return fromError(bundle<PlainError>(outputs, ERROR_MIME));
}

function failing(verdict: Verdict | undefined): Verdict {
  return verdict === "unjudged" ? "unjudged" : "not_passed";
}

/** An error told in plain words is the pupil's to mend; any other is a fault of the check. */
export function fromError(error: PlainError | null): Result {
  if (!error) return EMPTY;
  return { ...EMPTY, verdict: "not_passed", title: error.title, message: error.message, line: error.line };
}

/** The step's verdict: the first cell that did not pass; an unjudged one only when nothing is wrong. */
export function verdictOf(outcomes: Outcome[]): Result {
  const results = outcomes.map(judged);
  return (
    results.find(({ verdict }) => verdict === "not_passed") ??
    results.find(({ verdict }) => verdict === "unjudged") ??
    results.filter(({ title }) => title).at(-1) ?? { ...EMPTY, verdict: "passed" }
  );
}
