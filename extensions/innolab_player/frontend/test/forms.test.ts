// Answers without code: what pupils write, and the line of Python that comes of it.
import { expect, test } from "vitest";
import { Digits, givenIn, sourceOf, unreadOf } from "../src/forms/literal";
import { readNumber, shownNumber } from "../src/forms/number";
import { language } from "../src/words";

test.each([
  ["2,5", "", "2.5"],
  ["2.50", "", "2.50"],
  ["1 234,5", "", "1234.5"],
  ["1\u2009234\u202f567", "", "1234567"],
  ["\u22123", "", "-3"],
  ["+4", "", "4"],
  ["007", "", "7"],
  [",5", "", "0.5"],
  ["5,", "", "5"],
  ["12 °C", "°C", "12"],
  ["12°C", "°C", "12"],
])("%s with the unit %s is %s", (written, unit, python) => {
  expect(readNumber(written, unit)?.text).toBe(python);
});

test.each(["", "kissa", "1,2,3", "1.234,5", "12 km", "-", ",", "1e5", "0x10", "½"])("%s is no number", (written) => {
  expect(readNumber(written, "°C")).toBeNull();
});

test("a number is shown as the language writes it", () => {
  language.value = "sv";
  expect(shownNumber(new Digits("-1.50"))).toBe("\u22121,50");
  language.value = "en";
  expect(shownNumber(new Digits("-1.50"))).toBe("\u22121.50");
});

test.each([
  [null, "a = None"],
  ["winter", 'a = "winter"'],
  [["x", "y"], 'a = ["x", "y"]'],
  [new Digits("2.50"), "a = 2.50"],
  [
    { t: [new Digits("1"), null], w: ['say "None" 5', "å\\"] },
    'a = {"t": [1, None], "w": ["say \\"None\\" 5", "å\\\\"]}',
  ],
])("%j is kept as %s and read back", (given, source) => {
  expect(sourceOf("a", given)).toBe(source);
  expect(givenIn(source)).toEqual(given);
});

test("what can't be read is kept beside no value", () => {
  const source = sourceOf("a", null, "12 kissaa # x");
  expect(source).toBe("a = None  # 12 kissaa # x");
  expect([givenIn(source), unreadOf(source)]).toEqual([null, "12 kissaa # x"]);
});

test("code that no form wrote is no answer", () => {
  expect(givenIn("a = [1, 2")).toBeNull();
  expect(givenIn("print(1)")).toBeNull();
});
