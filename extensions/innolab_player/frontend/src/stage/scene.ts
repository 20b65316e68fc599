// What a stage can do for the one that plays it.
import type { Move } from "./data";

export interface Scene {
  /** Width over height. */
  readonly shape: number;
  /** How long a move takes at ordinary speed, in milliseconds. */
  lasts(move: Move): number;
  /** Show the stage after so many moves and a part (0 to 1) of the next. */
  show(done: number, part: number): void;
  /** The canvas has another size, in device pixels: draw anew. */
  fit(width: number): void;
}

/** Two canvases, one above the other: what stays, and what moves over it. */
export interface Layers {
  ink: CanvasRenderingContext2D;
  over: CanvasRenderingContext2D;
}

export function sized(layers: Layers, width: number, height: number): void {
  for (const { canvas } of [layers.ink, layers.over]) {
    canvas.width = Math.max(1, Math.round(width));
    canvas.height = Math.max(1, Math.round(height));
  }
}

/** Empty, with the units back at pixels. */
export function wiped(context: CanvasRenderingContext2D): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
