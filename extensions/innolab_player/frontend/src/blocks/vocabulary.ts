// Every block there is: what it says, what goes into it, and how it is written in Python.
// The names are what activities list in their toolbox; innolab_modules knows the same.

export type Style = "move" | "pen" | "repeat" | "think" | "value" | "own";

/** What goes into a block: a number (with its usual value), a truth, a choice, or a name of the pupil's. */
export type Arg =
  | { name: string; is: "number"; usual: number }
  | { name: string; is: "truth" }
  | { name: string; is: "choice"; of: readonly string[] }
  | { name: string; is: "colour" }
  | { name: string; is: "name"; usual: string }
  | { name: string; is: "words"; usual: string };

export interface Spec {
  style: Style;
  /** In English; %1, %2 are its arguments, then each part of blocks inside. */
  says: string;
  args: Arg[];
  /** A command; something with a value; the head of a stack of its own. */
  shape: "does" | "number" | "truth" | "heads";
  /** The Python command it calls with its arguments in their order; without one, see python.ts. */
  calls?: string;
  /** Parts that other blocks go into, with what stands over the second. */
  bodies?: ("DO" | "ELSE")[];
}

const number = (name: string, usual: number): Arg => ({ name, is: "number", usual });

function command(style: Style, calls: string, says: string, ...args: Arg[]): Spec {
  return { style, says, args, shape: "does", calls };
}

function question(calls: string, says: string): Spec {
  return { style: "think", says, args: [], shape: "truth", calls };
}

export const COMPARED = ["==", "!=", "<", ">", "<=", ">="] as const;
export const RECKONED = ["+", "-", "*", "/"] as const;

export const COLOURS = [
  "black",
  "red",
  "orange",
  "gold",
  "green",
  "turquoise",
  "blue",
  "purple",
  "hotpink",
  "brown",
] as const;

export const VOCABULARY: Record<string, Spec> = {
  start: { style: "own", says: "when run", args: [], shape: "heads" },

  forward: command("move", "forward", "forward %1", number("N", 50)),
  back: command("move", "back", "back %1", number("N", 50)),
  right: command("move", "right", "turn right %1 °", number("N", 90)),
  left: command("move", "left", "turn left %1 °", number("N", 90)),
  goto: command("move", "goto", "go to x %1 y %2", number("X", 0), number("Y", 0)),
  setheading: command("move", "setheading", "look in direction %1 °", number("N", 90)),
  home: command("move", "home", "go to the middle"),
  circle: command("move", "circle", "circle, radius %1", number("N", 50)),

  penup: command("pen", "penup", "lift the pen"),
  pendown: command("pen", "pendown", "put the pen down"),
  color: command("pen", "color", "pen colour %1", { name: "COLOUR", is: "colour" }),
  pensize: command("pen", "pensize", "pen width %1", number("N", 4)),
  dot: command("pen", "dot", "dot, width %1", number("N", 20)),
  begin_fill: command("pen", "begin_fill", "begin to fill"),
  end_fill: command("pen", "end_fill", "fill"),

  enter: command("move", "enter", "go to the start of %1", { name: "NAME", is: "words", usual: "world" }),
  move: command("move", "move", "one square ahead"),
  turn_left: command("move", "turn_left", "turn left"),
  turn_right: command("move", "turn_right", "turn right"),
  pick_up: command("move", "pick_up", "pick up"),
  wall_ahead: question("wall_ahead", "wall ahead?"),
  on_thing: question("on_thing", "something here?"),
  at_goal: question("at_goal", "at the goal?"),

  repeat: { style: "repeat", says: "repeat %1 times", args: [number("N", 4)], shape: "does", bodies: ["DO"] },
  while: {
    style: "repeat",
    says: "repeat while %1",
    args: [{ name: "IF", is: "truth" }],
    shape: "does",
    bodies: ["DO"],
  },
  if: { style: "think", says: "if %1", args: [{ name: "IF", is: "truth" }], shape: "does", bodies: ["DO"] },
  if_else: {
    style: "think",
    says: "if %1",
    args: [{ name: "IF", is: "truth" }],
    shape: "does",
    bodies: ["DO", "ELSE"],
  },
  not: { style: "think", says: "not %1", args: [{ name: "A", is: "truth" }], shape: "truth" },
  compare: {
    style: "think",
    says: "%1 %2 %3",
    args: [number("A", 1), { name: "OP", is: "choice", of: COMPARED }, number("B", 1)],
    shape: "truth",
  },

  number: { style: "value", says: "%1", args: [], shape: "number" },
  reckon: {
    style: "value",
    says: "%1 %2 %3",
    args: [number("A", 1), { name: "OP", is: "choice", of: RECKONED }, number("B", 1)],
    shape: "number",
  },
  random: {
    style: "value",
    says: "random number from %1 to %2",
    args: [number("A", 1), number("B", 6)],
    shape: "number",
    calls: "randint",
  },
  set: {
    style: "own",
    says: "set %1 to %2",
    args: [{ name: "NAME", is: "name", usual: "side" }, number("N", 10)],
    shape: "does",
  },
  change: {
    style: "own",
    says: "change %1 by %2",
    args: [{ name: "NAME", is: "name", usual: "side" }, number("N", 5)],
    shape: "does",
  },
  get: { style: "own", says: "%1", args: [{ name: "NAME", is: "name", usual: "side" }], shape: "number" },
  define: {
    style: "own",
    says: "to do %1",
    args: [{ name: "NAME", is: "name", usual: "shape" }],
    shape: "heads",
    bodies: ["DO"],
  },
  call: { style: "own", says: "do %1", args: [{ name: "NAME", is: "name", usual: "shape" }], shape: "does" },
  print: command("value", "print", "say %1", number("N", 1)),
};

/** A name as Python takes it; what is no letter, digit or _ becomes _. */
export function asName(words: string): string {
  const name = words
    .trim()
    .replace(/[^\p{L}\p{N}_]/gu, "_")
    .replace(/^(?=\p{N})/u, "_");
  return KEYWORDS.has(name) || name === "" || Object.values(VOCABULARY).some(({ calls }) => calls === name)
    ? `${name}_`
    : name;
}

const KEYWORDS = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield range".split(
    " ",
  ),
);
