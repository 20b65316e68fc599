// The stage in words: for those who don't see it, and for those who want to read what happened.
import { t } from "../words";
import type { Move, Pen, Point, StageData } from "./data";
import { after } from "./pens";
import { afterRobot, type Robot } from "./robot";
import "./words";

const MOST_TOLD = 300;

/** A sentence for each move, the first so many. */
export function told({ turtles, events }: StageData): string[] {
  return events.slice(0, MOST_TOLD).map((move) => sentence(move, turtles.length > 1));
}

/** One move, as the live region says it. */
export function sentence(move: Move, several = false): string {
  const words = plain(move);
  return several && move.who !== undefined ? t("Turtle {n}: {words}", { n: move.who + 1, words }) : words;
}

function plain(move: Move): string {
  switch (move.do) {
    case "move":
      return move.draw
        ? t("draws a line to {x}, {y}", place(move.to.at(-1)))
        : t("goes to {x}, {y} without drawing", place(move.to.at(-1)));
    case "turn":
      return move.by < 0
        ? t("turns {n} degrees to the right", { n: rounded(-move.by) })
        : t("turns {n} degrees to the left", { n: rounded(move.by) });
    case "pen":
      return pen(move);
    case "fill":
      return t("fills the area with {color}", { color: move.color });
    case "dot":
      return t("puts a dot");
    case "stamp":
      return t("leaves its picture");
    case "write":
      return t("writes: {text}", { text: move.text });
    case "show":
      return move.visible ? t("can be seen") : t("can't be seen");
    case "clear":
      return t("wipes away its lines");
    case "ground":
      return t("the ground becomes {color}", { color: move.color });
    case "enter":
      return t("the robot is at the start");
    case "go":
      return t("goes to column {x}, row {y}", square(move.to));
    case "pick":
      return t("picks up what is here");
    case "bump":
      return t("bumps into a wall");
    case "nothing":
      return t("finds nothing to pick up");
  }
}

function pen({ down, color, width }: Move & { do: "pen" }): string {
  if (down !== undefined) return down ? t("puts the pen down") : t("lifts the pen");
  if (color !== undefined) return t("takes the colour {color}", { color });
  return t("draws lines {n} wide", { n: width ?? 1 });
}

/** Where all stands after so many moves. */
export function standing({ kind, turtles, events }: StageData, done: number): string {
  const moves = events.slice(0, done);
  if (kind === "robot") return robotStands(moves);
  const found = turtles.map((start, who) =>
    moves.filter((move) => (move.who ?? 0) === who).reduce((pen, move) => after(pen, move), start),
  );
  const lines = moves.filter((move) => move.do === "move" && move.draw).length;
  return [...found.map(turtleStands), t("Lines drawn: {n}.", { n: lines })].join(" ");
}

function turtleStands({ at, heading }: Pen): string {
  return t("The turtle is at {x}, {y} and looks {way}.", { ...place(at), way: way(heading) });
}

function robotStands(moves: Move[]): string {
  const start: Robot = { rows: [], at: [0, 0], heading: 0, things: [], way: [], shaken: 0 };
  const { at, heading, things } = moves.reduce((robot, move) => afterRobot(robot, move), start);
  const where = t("The robot is in column {x}, row {y} and looks {way}.", { ...square(at), way: way(heading) });
  return `${where} ${t("Things left: {n}.", { n: things.length })}`;
}

function way(heading: number): string {
  const degrees = rounded(((heading % 360) + 360) % 360);
  const plainWays: Record<number, string> = { 0: t("right"), 90: t("up"), 180: t("left"), 270: t("down") };
  return plainWays[degrees] ?? t("in the direction {n} degrees", { n: degrees });
}

function place(at: Point | undefined): { x: number; y: number } {
  const [x, y] = at ?? [0, 0];
  return { x: rounded(x), y: rounded(y) };
}

function square([x, y]: Point): { x: number; y: number } {
  return { x: x + 1, y: y + 1 };
}

function rounded(value: number): number {
  return Math.round(value) + 0;
}
