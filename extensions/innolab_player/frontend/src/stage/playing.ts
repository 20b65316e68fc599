// Playing what happened: forward in time, one move at a time, faster or slower.
import { signal } from "@preact/signals";
import type { Move } from "./data";
import type { Scene } from "./scene";

/** From the turtle to the hare. */
export const SPEEDS = [0.4, 1, 2.5, 6, 20];
const LONGEST_MS = 20_000;
/** The pupil's choice holds for the next stage too. */
export const speed = signal(1);

export class Playing {
  /** How many moves are done. */
  readonly done = signal(0);
  readonly going = signal(false);
  private part = 0;
  private frame = 0;
  private before = 0;
  /** A drawing of a thousand moves is not watched for an hour. */
  private readonly hurry: number;

  constructor(
    readonly moves: Move[],
    private readonly scene: Scene,
    private readonly isCalm: () => boolean,
  ) {
    const whole = moves.reduce((sum, move) => sum + (move.do === "move" || move.do === "go" ? 400 : 120), 0);
    this.hurry = Math.max(1, whole / LONGEST_MS);
  }

  get atEnd(): boolean {
    return this.done.value >= this.moves.length;
  }

  /** From the beginning, or on from where it stopped. Who wants no motion sees the end at once. */
  play(): void {
    if (this.atEnd) this.to(0);
    if (this.isCalm()) {
      this.to(this.moves.length);
      return;
    }
    this.going.value = true;
    this.before = performance.now();
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  pause(): void {
    cancelAnimationFrame(this.frame);
    this.going.value = false;
  }

  /** One move more; from the end, the first one again. */
  step(): void {
    const wasAtEnd = this.atEnd;
    this.to(wasAtEnd ? 1 : this.done.value + 1);
  }

  to(done: number): void {
    this.pause();
    this.part = 0;
    this.done.value = Math.min(done, this.moves.length);
    this.draw();
  }

  draw(): void {
    this.scene.show(this.done.value, this.part);
  }

  private tick(now: number): void {
    let time = (now - this.before) * (SPEEDS[speed.value] ?? 1) * this.hurry;
    this.before = now;
    let done = this.done.value;
    for (let move = this.moves[done]; move && time > 0; move = this.moves[done]) {
      const lasts = this.scene.lasts(move);
      const left = lasts * (1 - this.part);
      this.part = time < left ? this.part + time / lasts : 0;
      if (this.part === 0) {
        done += 1;
        // The next one's length is reckoned from where this one ended.
        this.scene.show(done, 0);
      }
      time -= left;
    }
    this.done.value = done;
    this.draw();
    if (this.atEnd) this.going.value = false;
    else this.frame = requestAnimationFrame((next) => this.tick(next));
  }
}
