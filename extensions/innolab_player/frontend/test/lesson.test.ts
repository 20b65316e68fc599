import { expect, test } from "vitest";
import { fingerprint } from "../src/app";
import { namesIn } from "../src/editors/names";
import { type CellData, type Role, stepsOf, textIn } from "../src/lesson";

function cell(id: string, role: Role, step: string | null): CellData {
  const text = `text of ${id}`;
  return { id, role, step, type: "code", source: text, original: text, outputs: [], execution_count: null };
}

test("cells come together into the steps that the activity names", () => {
  const cells = [
    cell("setup", "setup", null),
    cell("t", "text", "one"),
    cell("c", "code", "two"),
    cell("k", "check", "two"),
    cell("h", "hint", "two"),
    cell("a", "answer", "two"),
  ];
  const about = {
    steps: [
      { id: "one", title: { fi: "Yksi" } },
      { id: "two", title: { fi: "Kaksi" } },
    ],
  };
  const ids = (found: CellData[]) => found.map(({ id }) => id);
  const steps = stepsOf({ lesson: null, about, cells });
  expect(steps.map(({ number, title }) => [number, title.fi])).toEqual([
    [1, "Yksi"],
    [2, "Kaksi"],
  ]);
  expect(steps.map(({ texts, work, checks, hints }) => [texts, work, checks, hints].map(ids))).toEqual([
    [["t"], [], [], []],
    [[], ["c", "a"], ["k"], ["h"]],
  ]);
});

test("a text comes in the language asked for, else as it was written", () => {
  const about = { locale: { sv: { t: "på svenska" } } };
  expect(textIn(cell("t", "text", "one"), about, "sv")).toBe("på svenska");
  expect(textIn(cell("t", "text", "one"), about, "en")).toBe("text of t");
});

test("names worth completing are those of the code, not of strings and comments", () => {
  expect([...namesIn('vuosi = saa["temp_c"]  # keskiarvo\nkäyrä = vuosi')].sort()).toEqual(["käyrä", "saa", "vuosi"]);
});

test("two codes have two fingerprints", () => {
  expect(fingerprint("rolling(3)")).not.toBe(fingerprint("rolling(30)"));
  expect(fingerprint("rolling(3)")).toBe(fingerprint("rolling(3)"));
});
