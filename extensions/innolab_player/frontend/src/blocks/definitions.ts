// The vocabulary as Blockly wants it: each block in the pupil's language, with its place for others.
import * as Blockly from "blockly/core";
import { t } from "../words";
import type { BlockState } from "./state";
import { type Arg, asName, COLOURS, type Spec, VOCABULARY } from "./vocabulary";

type Json = Record<string, unknown>;

/** Teach Blockly the blocks; each takes its words when it is made, so a new language needs a new workspace only. */
export function defineBlocks(): void {
  for (const [type, spec] of Object.entries(VOCABULARY)) {
    Blockly.Blocks[type] = {
      init(this: Blockly.Block) {
        this.jsonInit(definition(type, spec));
        for (const { name } of spec.args.filter(({ is }) => is === "name")) {
          this.getField(name)?.setValidator((words: string) => asName(words));
        }
      },
    };
  }
}

function definition(type: string, spec: Spec): Json {
  const json: Json = {
    type,
    style: spec.style,
    message0: label(type, spec),
    args0: args(type, spec),
    inputsInline: true,
  };
  if (spec.shape === "does") Object.assign(json, { previousStatement: null, nextStatement: null });
  if (type === "start") json.nextStatement = null;
  if (spec.shape === "number") json.output = "Number";
  if (spec.shape === "truth") json.output = "Boolean";
  spec.bodies?.forEach((name, index) => {
    const over = index === 0 ? "%1" : `${t("else")} %1`;
    Object.assign(json, { [`message${index + 1}`]: over, [`args${index + 1}`]: [{ type: "input_statement", name }] });
  });
  return json;
}

/** All labels stand here, since a catalogue can only hold sentences that stand in the code. */
function label(type: string, { says }: Spec): string {
  const words: Record<string, string> = {
    start: t("when run"),
    forward: t("forward %1"),
    back: t("back %1"),
    right: t("turn right %1 °"),
    left: t("turn left %1 °"),
    goto: t("go to x %1 y %2"),
    setheading: t("look in direction %1 °"),
    home: t("go to the middle"),
    circle: t("circle, radius %1"),
    penup: t("lift the pen"),
    pendown: t("put the pen down"),
    color: t("pen colour %1"),
    pensize: t("pen width %1"),
    dot: t("dot, width %1"),
    begin_fill: t("begin to fill"),
    end_fill: t("fill"),
    enter: t("go to the start of %1"),
    move: t("one square ahead"),
    turn_left: t("turn left"),
    turn_right: t("turn right"),
    pick_up: t("pick up"),
    wall_ahead: t("wall ahead?"),
    on_thing: t("something here?"),
    at_goal: t("at the goal?"),
    repeat: t("repeat %1 times"),
    while: t("repeat while %1"),
    if: t("if %1"),
    if_else: t("if %1"),
    not: t("not %1"),
    random: t("random number from %1 to %2"),
    set: t("set %1 to %2"),
    change: t("change %1 by %2"),
    define: t("to do %1"),
    call: t("do %1"),
    print: t("say %1"),
  };
  return words[type] ?? says;
}

function args(type: string, spec: Spec): Json[] {
  if (type === "number") return [{ type: "field_number", name: "NUM", value: 0 }];
  return spec.args.map(arg);
}

function arg(each: Arg): Json {
  const { name } = each;
  switch (each.is) {
    case "number":
      return { type: "input_value", name, check: "Number" };
    case "truth":
      return { type: "input_value", name, check: "Boolean" };
    case "choice":
      return { type: "field_dropdown", name, options: each.of.map((sign) => [SIGNS[sign] ?? sign, sign]) };
    case "colour":
      return { type: "field_dropdown", name, options: COLOURS.map((colour) => [swatch(colour), colour]) };
    case "name":
    case "words":
      return { type: "field_input", name, text: each.usual };
  }
}

const SIGNS: Record<string, string> = { "==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "*": "·", "/": "÷", "-": "−" };

/** A colour is seen, and named for those who don't see it. */
function swatch(colour: string): Json {
  const names: Record<string, string> = {
    black: t("black"),
    red: t("red"),
    orange: t("orange"),
    gold: t("yellow"),
    green: t("green"),
    turquoise: t("turquoise"),
    blue: t("blue"),
    purple: t("purple"),
    hotpink: t("pink"),
    brown: t("brown"),
  };
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="10" fill="${colour}" stroke="#1a1a1a"/></svg>`;
  const src = `data:image/svg+xml,${encodeURIComponent(picture)}`;
  return { src, width: 24, height: 24, alt: names[colour] ?? colour };
}

/** A block as it lies in the toolbox: with its usual values in it. */
export function offered(type: string): Blockly.utils.toolbox.BlockInfo {
  const usual = VOCABULARY[type]?.args.flatMap((each) =>
    each.is === "number" ? [[each.name, shadow(each.usual)]] : [],
  );
  return { kind: "block", type, inputs: Object.fromEntries(usual ?? []) } as Blockly.utils.toolbox.BlockInfo;
}

function shadow(value: number): { shadow: BlockState } {
  return { shadow: { type: "number", fields: { NUM: value } } };
}
