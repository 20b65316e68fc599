import { expect, test } from "vitest";
import { CHECK_MIME, ERROR_MIME, type Outcome, verdictOf } from "../src/check";
import type { Output } from "../src/outputs/model";

function shown(mime: string, bundle: unknown): Output[] {
  return [{ output_type: "display_data", data: { [mime]: bundle }, metadata: {} }];
}

const OK: Outcome = { status: "ok", outputs: [] };
const TITLE = { fi: "Ei vielä: hyppii", sv: "Inte än: hoppar", en: "Not yet: jumps" };

function failed(ename: string, outputs: Output[] = []): Outcome {
  return { status: "error", ename, outputs };
}

test("all cells through is passed, with the last words said", () => {
  const said: Outcome = { status: "ok", outputs: shown(CHECK_MIME, { verdict: "passed", title: { fi: "Läpi!" } }) };
  expect(verdictOf([said, OK])).toMatchObject({ verdict: "passed", title: { fi: "Läpi!" } });
  expect(verdictOf([OK])).toMatchObject({ verdict: "passed", title: null });
});

test("a failed check says what it showed", () => {
  const bundle = { verdict: "not_passed", title: TITLE, line: 6, expected: { fi: "6,6" }, got: { fi: "7,0" } };
  const outcome = failed("CheckFailed", shown(CHECK_MIME, bundle));
  expect(verdictOf([OK, outcome])).toMatchObject({ ...bundle, tip: null });
});

test("a plain assertion is not passed too", () => {
  expect(verdictOf([failed("AssertionError")]).verdict).toBe("not_passed");
});

test("a check that gives up is unjudged", () => {
  expect(verdictOf([failed("CannotJudge", shown(CHECK_MIME, { verdict: "unjudged" }))]).verdict).toBe("unjudged");
  expect(verdictOf([failed("CannotJudge")]).verdict).toBe("unjudged");
});

test("the pupil's own error in plain words is not passed, with its line", () => {
  const plain = { title: { fi: 'Nimeä "x" ei löydy' }, message: { fi: "Puuttuuko kirjain?" }, line: 9, name: "x" };
  const { verdict, title, line } = verdictOf([failed("NameError", shown(ERROR_MIME, plain))]);
  expect({ verdict, title, line }).toEqual({ verdict: "not_passed", title: plain.title, line: 9 });
});

test("any other error is a fault of the check and never costs the pupil", () => {
  expect(verdictOf([failed("ZeroDivisionError")]).verdict).toBe("unjudged");
  expect(verdictOf([{ status: "died", outputs: [] }]).verdict).toBe("unjudged");
});

test("not passed weighs more than unjudged", () => {
  expect(verdictOf([failed("CannotJudge"), failed("CheckFailed")]).verdict).toBe("not_passed");
});
