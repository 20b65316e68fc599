import { readFileSync } from "node:fs";
import path from "node:path";
import * as en from "blockly/msg/en";
import * as blocklyFi from "blockly/msg/fi";
import * as blocklySv from "blockly/msg/sv";
import { expect, test } from "vitest";
import { catalogue } from "../scripts/catalogue.mjs";
import { pythonOf } from "../src/blocks/python";
import { blocksOf } from "../src/blocks/reading";
import type { WorkspaceState } from "../src/blocks/state";
import { asName, VOCABULARY } from "../src/blocks/vocabulary";

const SAID = [
  "forward(50)\nright(90)",
  'color("red")\npensize(4)\nfor i in range(4):\n    forward(100)\n    for i in range(3):\n        left(-120)',
  "while not wall_ahead():\n    move()\n    if on_thing():\n        pick_up()\n    else:\n        pass",
  "def leaf():\n    circle(50)\n    left(90)\n\ndef twig():\n    leaf()\n\nside = 10\nfor i in range(12):\n    twig()\n    side += 5\n    forward(side * 2)",
  "if (1 + side) > (2 * randint(1, 6)):\n    goto(10, -20)",
  'enter("corridor")\nturn_left()\nprint(side)',
  "",
];

test.each(SAID)("blocks say the same as the Python they were made from: %#", (code) => {
  const state = blocksOf(code);
  expect(state).not.toBeNull();
  expect(pythonOf(state as WorkspaceState).code).toBe(code);
});

test("brackets and comments that change nothing are no hindrance", () => {
  expect(pythonOf(blocksOf("# a square\nforward((1 + 2) * 3)  # long") as WorkspaceState).code).toBe(
    "forward((1 + 2) * 3)",
  );
});

test.each([
  "forward(50",
  "import os",
  'color("tomato")',
  "forward(1, 2)",
  "for side in range(4):\n    forward(side)",
  "x = [1]",
  "def f(a):\n    forward(a)",
  "forward(1 + 2 + 3) if x else 0",
  "if a:\n    move()\nelif b:\n    move()",
  "while not wall_ahead() and on_thing():\n    move()",
  "forward(1 ** 2)",
  "forward(2 - 3 - 4)",
])("what blocks can't say stays Python: %s", (code) => {
  const state = blocksOf(code);
  // Either refused, or said with the same meaning: brackets show the order.
  if (state) expect(pythonOf(state).code).toBe("forward((2 - 3) - 4)");
});

test("each line knows its block, and loose blocks are no part of the program", () => {
  const state: WorkspaceState = {
    blocks: {
      languageVersion: 0,
      blocks: [
        { type: "forward", id: "loose" },
        {
          type: "start",
          id: "start",
          next: {
            block: {
              type: "repeat",
              id: "loop",
              inputs: {
                N: { shadow: { type: "number", fields: { NUM: 2 } } },
                DO: { block: { type: "home", id: "inner" } },
              },
            },
          },
        },
      ],
    },
  };
  const { code, blocks } = pythonOf(state);
  expect(code).toBe("for i in range(2):\n    home()");
  expect([...blocks]).toEqual([
    [1, "loop"],
    [2, "inner"],
  ]);
});

test("an empty place has a value, so that the code runs", () => {
  const start = { type: "start", next: { block: { type: "while", inputs: {} } } };
  expect(pythonOf({ blocks: { languageVersion: 0, blocks: [start] } }).code).toBe("while False:\n    pass");
});

test.each([
  ["sivun pituus", "sivun_pituus"],
  ["2x", "_2x"],
  ["forward", "forward_"],
  ["for", "for_"],
  ["", "_"],
  ["pääty", "pääty"],
])("a pupil's name %s is a name in Python", (words, name) => {
  expect(asName(words)).toBe(name);
});

const ROOT = path.resolve(__dirname, "../../../..");
const ENGLISH = en as unknown as Record<string, string>;
const BLOCKLY = { fi: blocklyFi, sv: blocklySv } as unknown as Record<string, Record<string, string>>;

test.each(["fi", "sv"])("every word that Blockly uses is there in %s, and none of ours is left over", (code) => {
  const core = readFileSync(path.join(ROOT, "node_modules/blockly/blockly_compressed.js"), "utf8");
  const named = new Set(core.match(/[A-Z][A-Z0-9_]{3,}/g)?.map((key) => key.replace(/^BKY_/, "")));
  const used = Object.keys(ENGLISH).filter((key) => named.has(key));
  expect(used.length).toBeGreaterThan(150);
  const lacking = used.filter((key) => BLOCKLY[code]?.[key] === ENGLISH[key]);
  const ours = catalogue(path.resolve(__dirname, `../locale/blockly/${code}.po`));
  expect(new Set(Object.keys(ours))).toEqual(new Set(lacking));
  const gaps = (text: string) => [...text.matchAll(/%\d/g)].map(String).sort();
  for (const [key, words] of Object.entries(ours)) expect(gaps(words), key).toEqual(gaps(ENGLISH[key] ?? ""));
});

test.each(["fi", "sv"])("every block has words in %s with the same places in them", (code) => {
  const ours = catalogue(path.resolve(__dirname, `../locale/stage/${code}.po`));
  const places = (text: string) => [...text.matchAll(/%\d/g)].map(String).sort();
  for (const { says } of Object.values(VOCABULARY).filter((spec) => /[a-z]/.test(spec.says))) {
    expect(ours[says], says).toBeTruthy();
    expect(places(ours[says] ?? "")).toEqual(places(says));
  }
});

test("authors may list the blocks there are, and no others", () => {
  const text = readFileSync(path.join(ROOT, "extensions/innolab_modules/innolab_modules/blocks.py"), "utf8");
  const listed = [...(/Literal\[([^\]]*)\]/.exec(text)?.[1] ?? "").matchAll(/"(\w+)"/g)].map(([, name]) => name);
  expect(listed.sort()).toEqual(
    Object.keys(VOCABULARY)
      .filter((type) => !["start", "number"].includes(type))
      .sort(),
  );
});
