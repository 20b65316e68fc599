import { expect, test } from "vitest";
import { after, finishedOnLeaving, NEW_STEP, nextThing, type Result, type Situation, type Verdict } from "../src/steps";

const AT = Date.UTC(2026, 10, 24, 8, 0);
const AT_TEXT = "2026-11-24T08:00:00.000Z";

function result(verdict: Verdict): Result {
  return { verdict, title: null, message: null, expected: null, got: null, tip: null, line: null };
}

const HERE: Situation = {
  unrun: [],
  hasCode: true,
  hasChecks: true,
  answered: true,
  filled: true,
  state: "trying",
  checkedAsIs: false,
};

test("coming to a step is trying it, and the time is kept", () => {
  const step = after(NEW_STEP, { kind: "came" }, AT);
  expect(step).toEqual({ ...NEW_STEP, state: "trying", since: AT_TEXT, at: AT });
  expect(after(step, { kind: "came" }, AT + 1)).toBe(step);
});

test.each([
  ["passed", "done"],
  ["not_passed", "trying"],
  ["unjudged", "unjudged"],
] as const)("a check that says %s leaves the step %s, and is counted", (verdict, state) => {
  const step = after(after(NEW_STEP, { kind: "came" }, 1), { kind: "checked", result: result(verdict) }, AT);
  expect(step).toMatchObject({ state, tries: 1, result: { verdict } });
});

test("a step that was done and no longer passes is tried again", () => {
  const done = after(NEW_STEP, { kind: "checked", result: result("passed") }, 1);
  expect(after(done, { kind: "checked", result: result("not_passed") }, AT)).toMatchObject({
    state: "trying",
    tries: 2,
  });
});

test("hints are counted and change nothing else", () => {
  expect(after(NEW_STEP, { kind: "hint" }, AT)).toEqual({ ...NEW_STEP, hints: 1, at: AT });
});

test("starting again forgets the result but not the tries", () => {
  const done = after(NEW_STEP, { kind: "checked", result: result("passed") }, 1);
  expect(after(done, { kind: "started again" }, AT)).toMatchObject({ state: "trying", tries: 1, result: null });
});

test("the filled button goes from run to check to next", () => {
  expect(nextThing({ ...HERE, unrun: ["a", "b"] })).toEqual({ do: "run", cell: "a" });
  expect(nextThing(HERE)).toEqual({ do: "check" });
  expect(nextThing({ ...HERE, state: "done", checkedAsIs: true })).toEqual({ do: "next" });
  expect(nextThing({ ...HERE, state: "unjudged", checkedAsIs: true })).toEqual({ do: "next" });
});

test("after a check that did not pass nothing is filled until the code changes", () => {
  expect(nextThing({ ...HERE, checkedAsIs: true })).toEqual({ do: "nothing" });
  expect(nextThing({ ...HERE, unrun: ["a"] })).toEqual({ do: "run", cell: "a" });
});

test("code changed after passing is to be run again", () => {
  expect(nextThing({ ...HERE, state: "done", checkedAsIs: false, unrun: ["a"] })).toEqual({ do: "run", cell: "a" });
});

test("an answer is written before going on", () => {
  expect(nextThing({ ...HERE, state: "done", checkedAsIs: true, answered: false })).toEqual({ do: "nothing" });
  const reading = { ...HERE, hasCode: false, hasChecks: false };
  expect(nextThing({ ...reading, answered: false })).toEqual({ do: "nothing" });
  expect(nextThing(reading)).toEqual({ do: "next" });
});

test("a step without checks is done when it was run and answered", () => {
  const free = { ...HERE, hasChecks: false };
  expect(finishedOnLeaving(free)).toBe(true);
  expect(finishedOnLeaving({ ...free, unrun: ["a"] })).toBe(false);
  expect(finishedOnLeaving({ ...free, answered: false })).toBe(false);
  expect(finishedOnLeaving(HERE)).toBe(false);
});
