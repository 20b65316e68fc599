import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { catalogue } from "../scripts/catalogue.mjs";
import { language, pick, t } from "../src/words";

const SOURCES = path.resolve(__dirname, "../src");
const SAID = /\bt\(\s*"((?:[^"\\]|\\.)*)"/g;

function sentences(): Set<string> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  const texts = files.map((file) => readFileSync(path.join(SOURCES, file), "utf8"));
  return new Set(texts.flatMap((text) => [...text.matchAll(SAID)].map(([, said]) => said ?? "")));
}

afterEach(() => {
  language.value = "fi";
});

test.each(["fi", "sv"])("every sentence of the page stands in %s, and none is left over", (code) => {
  const known = Object.keys(catalogue(path.resolve(__dirname, `../locale/${code}.po`)));
  expect(new Set(known)).toEqual(sentences());
});

test.each(["fi", "sv"])("what is filled in is the same in %s", (code) => {
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [english, other] of Object.entries(catalogue(path.resolve(__dirname, `../locale/${code}.po`)))) {
    expect(gaps(other as string), english).toEqual(gaps(english));
  }
});

test("no sentence is built of pieces that a catalogue can't hold", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  for (const file of files.filter((each) => each !== "words.ts")) {
    const text = readFileSync(path.join(SOURCES, file), "utf8");
    expect([...text.matchAll(/(?<![\w.])t\(\s*(?!")/g)].length, file).toBe(0);
  }
});

test("a sentence comes in the pupil's language with its values", () => {
  expect(t("Step {n} / {total}", { n: 2, total: 7 })).toBe("Askel 2 / 7");
  language.value = "sv";
  expect(t("Step {n} / {total}", { n: 2, total: 7 })).toBe("Steg 2 / 7");
});

test("a text that lacks the language falls back to the one it was written in", () => {
  language.value = "en";
  expect(pick({ fi: "Käyrä", sv: "Kurva" }, "sv")).toBe("Kurva");
  expect(pick(null)).toBe("");
});
