// What the pupil said in the lesson room and our server does not have yet: kept in the browser over a reload.
import type { Shelf } from "../draft";

export type IdeaKind = "too_hard" | "better_task" | "other";

export type Said =
  | { do: "raise"; step: string }
  | { do: "lower" }
  | { do: "read"; note: number }
  | { do: "idea"; key: string; kind: IdeaKind; words: string; step: string };

const isHand = (said: Said): boolean => said.do === "raise" || said.do === "lower";

export class Unsent {
  private readonly key: string;

  constructor(
    private readonly shelf: Shelf,
    user: string,
    lesson: string,
  ) {
    this.key = `innolab:said:${user}:${lesson}`;
  }

  get all(): Said[] {
    try {
      const kept: unknown = JSON.parse(this.shelf.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  /** A hand's newest movement takes the place of older ones. */
  add(said: Said): void {
    this.write([...this.all.filter((each) => !(isHand(said) && isHand(each))), said]);
  }

  sent(said: Said): void {
    const done = JSON.stringify(said);
    this.write(this.all.filter((each) => JSON.stringify(each) !== done));
  }

  private write(all: Said[]): void {
    if (all.length === 0) this.shelf.removeItem(this.key);
    else this.shelf.setItem(this.key, JSON.stringify(all));
  }
}
