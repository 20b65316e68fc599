// A turtle before, during and after a move, without any drawing.
import type { Move, Pen, Point } from "./data";

/** The turtle after a part (0 to 1) of its move. */
export function after(pen: Pen, move: Move, part = 1): Pen {
  switch (move.do) {
    case "move": {
      const way = partOf([pen.at, ...move.to], part);
      const turned = (move.heading ?? pen.heading) - pen.heading;
      return { ...pen, at: way.at(-1) ?? pen.at, heading: pen.heading + turned * part };
    }
    case "turn":
      return { ...pen, heading: pen.heading + move.by * part };
    case "pen":
      return {
        ...pen,
        down: move.down ?? pen.down,
        color: move.color ?? pen.color,
        width: move.width ?? pen.width,
      };
    case "show":
      return { ...pen, visible: move.visible };
    default:
      return pen;
  }
}

/** The first part of a way, by its length. */
export function partOf(way: Point[], part: number): Point[] {
  if (part >= 1) return way;
  let left = lengthOf(way) * part;
  const gone: Point[] = way.slice(0, 1);
  for (let index = 1; index < way.length; index++) {
    const [from, to] = [way[index - 1] as Point, way[index] as Point];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length >= left) {
      const share = length === 0 ? 0 : left / length;
      gone.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
      break;
    }
    gone.push(to);
    left -= length;
  }
  return gone;
}

export function lengthOf(way: Point[]): number {
  return way.reduce((sum, [x, y], index) => {
    const before = way[index - 1];
    return before ? sum + Math.hypot(x - before[0], y - before[1]) : sum;
  }, 0);
}

/** How far the stage must reach each way from its middle so that all is seen. */
export function reachOf(turtles: Pen[], events: Move[]): number {
  const points = [...turtles.map(({ at }) => at)];
  for (const move of events) if (move.do === "move") points.push(...move.to);
  return points.reduce((reach, [x, y]) => Math.max(reach, Math.abs(x) + MARGIN, Math.abs(y) + MARGIN), SMALLEST);
}

/** As in innolab_stage's still picture. */
const SMALLEST = 150;
const MARGIN = 20;
