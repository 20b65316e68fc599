// The turtle's stage: lines that stay, and turtles that walk over them.
import type { Move, Pen, Point, StageData } from "./data";
import { after, lengthOf, partOf, reachOf } from "./pens";
import { clamp, type Layers, type Scene, sized, wiped } from "./scene";

/** What stays on the stage: whose it is, and how it is drawn. */
interface Mark {
  who: number;
  draw(on: CanvasRenderingContext2D): void;
}

export class TurtleScene implements Scene {
  readonly shape = 1;
  private readonly reach: number;
  private marks: Mark[] = [];
  private ground = "";
  private pens: Pen[];
  private done = 0;

  constructor(
    private readonly data: StageData,
    private readonly layers: Layers,
  ) {
    this.reach = reachOf(data.turtles, data.events);
    this.pens = data.turtles;
  }

  lasts(move: Move): number {
    if (move.do === "move") return clamp(lengthOf([this.pen(move).at, ...move.to]) * 6, 120, 1500);
    if (move.do === "turn") return clamp(Math.abs(move.by) * 4, 80, 700);
    return 120;
  }

  fit(width: number): void {
    sized(this.layers, width, width);
    this.redraw();
  }

  show(done: number, part: number): void {
    if (done < this.done) this.restart();
    while (this.done < done) this.finish(this.data.events[this.done++] as Move);
    const next = this.data.events[done];
    const { over } = this.layers;
    wiped(over);
    this.scale(over);
    const pens = next && part > 0 ? this.during(next, part, over) : this.pens;
    for (const pen of pens) if (pen.visible) turtle(over, pen, this.reach / 150);
  }

  private pen({ who = 0 }: Move): Pen {
    return this.pens[who] as Pen;
  }

  private during(move: Move, part: number, over: CanvasRenderingContext2D): Pen[] {
    if (move.do === "move" && move.draw) line(over, this.pen(move), partOf([this.pen(move).at, ...move.to], part));
    return this.pens.with(move.who ?? 0, after(this.pen(move), move, part));
  }

  private restart(): void {
    this.done = 0;
    this.marks = [];
    this.pens = this.data.turtles;
    this.ground = "";
    this.redraw();
  }

  private redraw(): void {
    const { ink } = this.layers;
    wiped(ink);
    ink.fillStyle = this.ground || "#fff";
    ink.fillRect(0, 0, ink.canvas.width, ink.canvas.height);
    this.scale(ink);
    for (const mark of this.marks) mark.draw(ink);
  }

  private scale(on: CanvasRenderingContext2D): void {
    const half = on.canvas.width / 2;
    const scale = half / this.reach;
    on.setTransform(scale, 0, 0, -scale, half, half);
  }

  private finish(move: Move): void {
    const who = move.who ?? 0;
    if (move.do === "ground") this.ground = move.color;
    if (move.do === "clear") this.marks = this.marks.filter((mark) => mark.who !== who);
    if (move.do === "ground" || move.do === "clear") {
      this.redraw();
      return;
    }
    const draw = markOf(move, this.pen(move));
    if (draw) {
      this.marks.push({ who, draw });
      draw(this.layers.ink);
    }
    this.pens = this.pens.with(who, after(this.pen(move), move));
  }
}

function markOf(move: Move, pen: Pen): Mark["draw"] | null {
  switch (move.do) {
    case "move":
      return move.draw ? (on) => line(on, pen, [pen.at, ...move.to]) : null;
    case "fill":
      return (on) => {
        on.fillStyle = move.color;
        path(on, move.area);
        on.fill();
      };
    case "dot":
      return (on) => {
        on.fillStyle = move.color;
        on.beginPath();
        on.arc(pen.at[0], pen.at[1], move.size / 2, 0, 2 * Math.PI);
        on.fill();
      };
    case "stamp":
      return (on) => turtle(on, pen, 1);
    case "write":
      return (on) => write(on, pen, move.text, move.align);
    default:
      return null;
  }
}

function path(on: CanvasRenderingContext2D, points: Point[]): void {
  on.beginPath();
  for (const [x, y] of points) on.lineTo(x, y);
}

function line(on: CanvasRenderingContext2D, { color, width }: Pen, way: Point[]): void {
  on.strokeStyle = color;
  on.lineWidth = width;
  on.lineCap = on.lineJoin = "round";
  path(on, way);
  on.stroke();
}

function write(on: CanvasRenderingContext2D, { at, color }: Pen, text: string, align: CanvasTextAlign): void {
  on.save();
  on.translate(at[0], at[1]);
  on.scale(1, -1);
  on.fillStyle = color;
  on.font = "16px Arial, sans-serif";
  on.textAlign = align;
  on.fillText(text, 0, 0);
  on.restore();
}

const LEGS: Point[] = [
  [9, 10],
  [9, -10],
  [-9, 10],
  [-9, -10],
];

/** A turtle seen from above, as large at any distance. */
function turtle(on: CanvasRenderingContext2D, { at, heading }: Pen, scale: number): void {
  on.save();
  on.translate(at[0], at[1]);
  on.rotate((heading * Math.PI) / 180);
  on.scale(scale, scale);
  const oval = (x: number, y: number, wide: number, high: number) => {
    on.beginPath();
    on.ellipse(x, y, wide, high, 0, 0, 2 * Math.PI);
    on.fill();
  };
  on.fillStyle = "#63b041";
  oval(15, 0, 6, 5);
  for (const [x, y] of LEGS) oval(x, y, 4.5, 3.5);
  oval(-14, 0, 4, 2);
  on.fillStyle = "#006631";
  oval(0, 0, 13, 11);
  on.fillStyle = "#a3e3c2";
  oval(0, 0, 6, 5);
  on.fillStyle = "#1a1a1a";
  oval(17, 2.4, 1.1, 1.1);
  oval(17, -2.4, 1.1, 1.1);
  on.restore();
}
