// The robot's stage: a grid with walls, goals and things, and the robot that goes over it.
import type { Move, Point, StageData } from "./data";
import { type Layers, type Scene, sized, wiped } from "./scene";

const WAYS = ">^<v";
const SQUARE = 40;

export interface Robot {
  rows: string[];
  at: Point;
  /** Degrees; 0 is to the right, and they grow to the left. */
  heading: number;
  things: Point[];
  way: Point[];
  /** How far off its square a bump has pushed it. */
  shaken: number;
}

const NOWHERE: Robot = { rows: ["."], at: [0, 0], heading: 0, things: [], way: [], shaken: 0 };

/** The robot after a part (0 to 1) of a move. */
export function afterRobot(robot: Robot, move: Move, part = 1): Robot {
  switch (move.do) {
    case "enter":
      return entered(move.rows);
    case "go": {
      const [[x, y], [toX, toY]] = [robot.at, move.to];
      const at: Point = [x + (toX - x) * part, y + (toY - y) * part];
      return { ...robot, at, way: [...robot.way, at] };
    }
    case "turn":
      return { ...robot, heading: robot.heading + move.by * part };
    case "pick":
      return part < 1
        ? robot
        : { ...robot, things: robot.things.filter(([x, y]) => x !== move.at[0] || y !== move.at[1]) };
    case "bump":
    case "nothing":
      return { ...robot, shaken: part < 1 ? Math.sin(part * 4 * Math.PI) * 4 : 0 };
    default:
      return robot;
  }
}

function entered(rows: string[]): Robot {
  const places = (signs: string) =>
    rows.flatMap((row, y) => [...row].flatMap((sign, x) => (signs.includes(sign) ? [[x, y] as Point] : [])));
  const at = places(WAYS)[0] ?? [0, 0];
  const heading = 90 * WAYS.indexOf(rows[at[1]]?.[at[0]] ?? ">");
  return { rows, at, heading, things: places("o"), way: [at], shaken: 0 };
}

export class RobotScene implements Scene {
  readonly shape: number;
  private readonly states: Robot[];
  private drawn: Robot | null = null;

  constructor(
    private readonly data: StageData,
    private readonly layers: Layers,
  ) {
    this.states = [NOWHERE];
    for (const move of data.events) this.states.push(afterRobot(this.states.at(-1) ?? NOWHERE, move));
    const worlds = this.states.slice(1).map(({ rows }) => rows);
    const [wide, high] = [
      Math.max(1, ...worlds.map((rows) => rows[0]?.length ?? 1)),
      Math.max(1, ...worlds.map((rows) => rows.length)),
    ];
    this.shape = wide / high;
  }

  lasts({ do: what }: Move): number {
    return what === "enter" ? 200 : what === "turn" ? 350 : 450;
  }

  fit(width: number): void {
    sized(this.layers, width, width / this.shape);
    this.drawn = null;
  }

  show(done: number, part: number): void {
    // Before the first move the world is seen already.
    const from = this.states[Math.max(done, 1)] ?? NOWHERE;
    const next = done > 0 ? this.data.events[done] : undefined;
    const robot = next ? afterRobot(from, next, part) : from;
    if (this.drawn?.rows !== robot.rows || this.drawn.things !== robot.things) this.ground(robot);
    const { over } = this.layers;
    wiped(over);
    this.scale(over, robot);
    trail(over, robot.way);
    if (robot !== NOWHERE) figure(over, robot);
  }

  private scale(on: CanvasRenderingContext2D, { rows }: Robot): void {
    const scale = Math.min(
      on.canvas.width / ((rows[0]?.length ?? 1) * SQUARE),
      on.canvas.height / (rows.length * SQUARE),
    );
    on.setTransform(scale, 0, 0, scale, 0, 0);
  }

  private ground(robot: Robot): void {
    const { ink } = this.layers;
    this.drawn = robot;
    wiped(ink);
    this.scale(ink, robot);
    robot.rows.forEach((row, y) => {
      [...row].forEach((sign, x) => {
        square(ink, sign, x * SQUARE, y * SQUARE);
      });
    });
    for (const [x, y] of robot.things) thing(ink, (x + 0.5) * SQUARE, (y + 0.5) * SQUARE);
  }
}

function square(on: CanvasRenderingContext2D, sign: string, x: number, y: number): void {
  on.fillStyle = sign === "#" ? "#595959" : sign === "*" ? "#a3e3c2" : "#fff";
  on.fillRect(x, y, SQUARE, SQUARE);
  on.strokeStyle = "#ccc";
  on.lineWidth = 1;
  on.strokeRect(x + 0.5, y + 0.5, SQUARE - 1, SQUARE - 1);
  if (sign !== "*") return;
  on.fillStyle = "#006631";
  on.fillRect(x + 12, y + 8, 2, 26);
  on.beginPath();
  for (const [across, down] of [
    [14, 8],
    [30, 14],
    [14, 20],
  ] as Point[])
    on.lineTo(x + across, y + down);
  on.fill();
}

function thing(on: CanvasRenderingContext2D, x: number, y: number): void {
  on.fillStyle = "#c27900";
  on.beginPath();
  on.arc(x, y + 2, 9, 0, 2 * Math.PI);
  on.fill();
  on.fillStyle = "#006631";
  on.fillRect(x - 1, y - 12, 2, 6);
}

function trail(on: CanvasRenderingContext2D, way: Point[]): void {
  on.strokeStyle = "#0072c6";
  on.lineWidth = 3;
  on.setLineDash([6, 6]);
  on.beginPath();
  for (const [x, y] of way) on.lineTo((x + 0.5) * SQUARE, (y + 0.5) * SQUARE);
  on.stroke();
  on.setLineDash([]);
}

function figure(on: CanvasRenderingContext2D, { at: [x, y], heading, shaken }: Robot): void {
  on.save();
  on.translate((x + 0.5) * SQUARE, (y + 0.5) * SQUARE);
  on.rotate((-heading * Math.PI) / 180);
  on.translate(shaken, 0);
  on.fillStyle = "#1a1a1a";
  on.fillRect(-12, -15, 18, 5);
  on.fillRect(-12, 10, 18, 5);
  on.fillStyle = "#0000bf";
  on.beginPath();
  on.roundRect(-14, -11, 26, 22, 5);
  on.fill();
  on.fillStyle = "#ffc61e";
  on.beginPath();
  on.moveTo(14, 0);
  on.lineTo(3, -7);
  on.lineTo(3, 7);
  on.fill();
  on.restore();
}
