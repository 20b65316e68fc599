import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { catalogue } from "../scripts/catalogue.mjs";
import { clock, dayUnlessToday, language, pick, t, timeZone } from "../src/words";

const SOURCES = path.resolve(__dirname, "../src");
const SAID = /\bt\(\s*"((?:[^"\\]|\\.)*)"/g;

/** What loads later has a catalogue of its own; its door is the page's. */
const LATER = /^(stage|blocks)\/(?!door\.tsx)/;

function sentences(later = false): Set<string> {
  const all = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  const files = all.filter((file) => LATER.test(file) === later);
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

test.each(["fi", "sv"])("every sentence of stage and blocks stands in %s, and none is left over", (code) => {
  const known = Object.keys(catalogue(path.resolve(__dirname, `../locale/stage/${code}.po`)));
  expect(new Set(known)).toEqual(new Set(sentences(true)));
});

test.each(["fi", "sv", "stage/fi", "stage/sv"])("what is filled in is the same in %s", (code) => {
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

test.each([
  ["Europe/Helsinki", "0.30", "ti 24.11."],
  ["Pacific/Auckland", "11.30", "ti 24.11."],
  ["America/New_York", "17.30", "ma 23.11."],
])("a time is the service's (%s), wherever the device is", (zone, time, day) => {
  timeZone.value = zone;
  const when = new Date("2026-11-23T22:30:00Z");
  expect([clock(when), dayUnlessToday(when, new Date("2026-11-30T12:00:00Z"))]).toEqual([time, day]);
  expect(dayUnlessToday(when, when)).toBeNull();
  timeZone.value = "Europe/Helsinki";
});

test("a time is written as on the portal's pages", () => {
  const [when, later] = [new Date("2026-11-23T07:05:00Z"), new Date("2026-11-23T22:30:00Z")];
  const written = (["fi", "sv", "en"] as const).map((each) => {
    language.value = each;
    return [clock(when), dayUnlessToday(when, later)];
  });
  expect(written).toEqual([
    ["9.05", "ma 23.11."],
    ["9.05", "mån 23.11."],
    ["9:05", "Mon 23.11."],
  ]);
});
