// The lesson room as this pupil's page knows it: the own hand, notes from the teacher, eyes up, the pace.
import { computed, signal } from "@preact/signals";
import { type Call, NoAnswer } from "../api";
import type { Shelf } from "../draft";
import type { LessonState } from "../lesson";
import { clock, t } from "../words";
import { type IdeaKind, type Said, Unsent } from "./said";

export interface Hand {
  step: string;
  /** Null while it is on its way to the teacher. */
  raised_at: string | null;
  seen_at: string | null;
}

export interface Note {
  id: number;
  text: string;
  sent_at: string;
}

export interface RoomState {
  paused_at: string | null;
  /** So many steps from the first are open; null: all. */
  open_steps: number | null;
  hand: Hand | null;
  notes: Note[];
  /** A teacher looks at the work now. */
  watched: boolean;
}

const QUIET: RoomState = { paused_at: null, open_steps: null, hand: null, notes: [], watched: false };

export class Room {
  readonly now = signal<RoomState>(QUIET);
  readonly isPaused = computed(() => this.now.value.paused_at !== null);
  /** Until when the lesson goes on now that the teacher gave more time; null: no news. */
  readonly moreUntil = signal<string | null>(null);
  readonly thanks = signal(false);
  /** What was last said to people who listen instead of looking. */
  readonly said = signal("");
  private readonly unsent: Unsent;
  private heard: RoomState = QUIET;
  private sending = false;
  /** There was a reason to send while something was on its way. */
  private again = false;

  constructor(
    private readonly call: Call,
    private readonly lesson: string,
    shelf: Shelf,
    user: string,
    private readonly told: (state: LessonState) => void,
  ) {
    this.unsent = new Unsent(shelf, user, lesson);
  }

  /** Our server said how the lesson stands. */
  hear(state: LessonState, before: LessonState | null): void {
    const was = this.now.value;
    this.heard = { ...QUIET, ...state.room };
    this.now.value = this.withUnsent();
    if (before) this.tell(was, state, before);
    void this.send();
  }

  private tell(was: RoomState, state: LessonState, before: LessonState): void {
    const now = this.now.value;
    if (state.state === "open" && before.closes_at && state.closes_at && state.closes_at > before.closes_at) {
      this.moreUntil.value = clock(new Date(state.closes_at));
    }
    if (now.hand?.seen_at && !was.hand?.seen_at) this.said.value = t("Your teacher saw your hand.");
    if (was.hand && !now.hand) this.said.value = t("Your hand is down.");
    if (was.paused_at && !now.paused_at) this.said.value = t("You can go on.");
  }

  /** Whether a step waits until the teacher opens it. */
  isLocked(number: number): boolean {
    const open = this.now.value.open_steps;
    return open !== null && number > open;
  }

  raise(step: string): void {
    this.say({ do: "raise", step });
    this.said.value = t("Your hand is up.");
  }

  lower(): void {
    this.say({ do: "lower" });
    this.said.value = t("Your hand is down.");
  }

  read(note: Note): void {
    this.say({ do: "read", note: note.id });
  }

  idea(kind: IdeaKind, words: string, step: string): void {
    this.say({ do: "idea", key: crypto.randomUUID(), kind, words, step });
    this.thanks.value = true;
    this.said.value = t("Thank you! Your idea is on its way to your teacher.");
  }

  private say(said: Said): void {
    this.unsent.add(said);
    this.now.value = this.withUnsent();
    void this.send();
  }

  /** Send what is unsent. Without a connection it waits for the next word of our server, which comes by itself. */
  private async send(): Promise<void> {
    this.again = this.sending;
    if (this.sending) return;
    this.sending = true;
    try {
      for (let next = this.unsent.all[0]; next; next = this.unsent.all[0]) {
        const answer = await this.sendOne(next);
        this.unsent.sent(next);
        if (answer?.lesson) this.told(answer.lesson);
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    } finally {
      this.sending = false;
      if (this.again) void this.send();
    }
  }

  private async sendOne(said: Said): Promise<{ lesson: LessonState | null } | null> {
    try {
      return await this.call(`lessons/${this.lesson}/room`, { method: "POST", body: said });
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      return null; // refused: sent again it would be refused again
    }
  }

  private withUnsent(): RoomState {
    const room = { ...this.heard };
    for (const said of this.unsent.all) {
      if (said.do === "raise") room.hand ??= { step: said.step, raised_at: null, seen_at: null };
      if (said.do === "lower") room.hand = null;
      if (said.do === "read") room.notes = room.notes.filter(({ id }) => id !== said.note);
    }
    return room;
  }
}
