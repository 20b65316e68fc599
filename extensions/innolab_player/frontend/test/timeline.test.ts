// Earlier states of a step: what the moments amount to, and what a page remembers without a server.
import { expect, test } from "vitest";
import { joined, Recent, statesOf } from "../src/timeline/states";

const START = new Map([
  ["a", ""],
  ["b", "?"],
]);

test("states go from the start to now, each once, and other steps' cells don't count", () => {
  const moments = [
    { at: 1, cells: { a: "1", z: "another step" } },
    { at: 2, cells: { z: "again" } },
    { at: 3, cells: { b: "yes" } },
    { at: 4, cells: { a: "1" } },
  ];
  const now = new Map([
    ["a", "1"],
    ["b", "yes"],
  ]);
  expect(statesOf(moments, START, now).map(({ at, sources }) => [at, ...sources.values()])).toEqual([
    [null, "", "?"],
    [1, "1", "?"],
    [3, "1", "yes"],
  ]);
});

test("what is not kept yet is the last state", () => {
  const states = statesOf([], START, new Map([...START, ["a", "new"]]));
  expect(states.map(({ sources }) => sources.get("a"))).toEqual(["", "new"]);
});

test("a page remembers runs, what is deleted, and typing every half a minute; at most a hundred", () => {
  const recent = new Recent();
  recent.note("a", "0", "1", 0);
  recent.note("a", "1", "12", 1000);
  recent.note("a", "12", "12", 2000, true);
  recent.note("a", "x".repeat(50), "", 3000);
  recent.note("a", "12", "123", 40_000);
  expect(recent.moments.map(({ at }) => at)).toEqual([0, 2000, 3000, 40_000]);
  for (let at = 0; at < 200; at++) recent.note("a", `${at}`, `${at}`, 50_000 + at, true);
  expect(recent.moments).toHaveLength(100);
});

test("of what a page remembers only what is later than the server's counts", () => {
  const [early, late] = [1, 9].map((at) => ({ at, cells: {} }));
  expect(joined([{ at: 5, cells: {} }], [early, late] as never)).toHaveLength(2);
});
