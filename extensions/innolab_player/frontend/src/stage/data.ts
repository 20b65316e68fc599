// What innolab_stage tells of a run: how the stage stood, and every move with the lines that asked for it.
import type { Output } from "../outputs/model";

export const STAGE_MIME = "application/vnd.innolab.stage+json";

export type Point = [number, number];

export interface Pen {
  at: Point;
  /** Degrees; 0 is to the right, and they grow to the left. */
  heading: number;
  down: boolean;
  color: string;
  width: number;
  visible: boolean;
}

export type Move = { lines: number[]; who?: number } & (
  | { do: "move"; to: Point[]; draw: boolean; heading?: number }
  | { do: "turn"; by: number }
  | { do: "pen"; down?: boolean; color?: string; width?: number }
  | { do: "fill"; area: Point[]; color: string }
  | { do: "dot"; size: number; color: string }
  | { do: "stamp"; color: string }
  | { do: "write"; text: string; align: "left" | "center" | "right" }
  | { do: "show"; visible: boolean }
  | { do: "clear" }
  | { do: "ground"; color: string }
  | { do: "enter"; name: string; rows: string[] }
  | { do: "go"; to: Point }
  | { do: "pick"; at: Point }
  | { do: "bump" }
  | { do: "nothing" }
);

export interface StageData {
  format: 1;
  kind: "turtle" | "robot";
  turtles: Pen[];
  events: Move[];
}

/** What the last run did on the stage; null when it did nothing there. */
export function stageIn(outputs: Output[]): StageData | null {
  const found = outputs.flatMap((output) => ("data" in output ? [output.data[STAGE_MIME]] : [])).filter(Boolean);
  const data = found.at(-1) as StageData | undefined;
  return data?.format === 1 ? data : null;
}
