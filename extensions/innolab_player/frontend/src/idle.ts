// A shared device forgets the last pupil by itself. The portal's pages write the agreement into the browser's
// storage at sign-in (idle.js: who, since when, after how many minutes) and keep to it too, so that use of one page counts for all.
import { signal } from "@preact/signals";
import type { Shelf } from "./draft";

export const KEY = "innolab:idle";
const LOOK_MS = 5000;
const WARN_MS = 60_000;

interface Agreed {
  user: string;
  since: number;
  minutes: number;
  /** When the device was last used, in milliseconds since 1970. */
  at: number;
}

export class Idle {
  /** The page will soon sign out; any use of the device stops that. */
  readonly soon = signal(false);
  private left = false;

  constructor(
    private readonly shelf: Pick<Shelf, "getItem" | "setItem">,
    private readonly user: string,
    private readonly leave: () => void,
  ) {}

  watch(): void {
    this.look();
    setInterval(() => this.look(), LOOK_MS);
    for (const use of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"])
      addEventListener(use, () => this.used(), { passive: true, capture: true });
    // A lid was shut: time went by without us.
    document.addEventListener("visibilitychange", () => this.look());
  }

  used(): void {
    this.look();
    const agreed = this.agreed();
    if (!agreed || this.left) return;
    this.soon.value = false;
    if (Date.now() - agreed.at > 1000) this.shelf.setItem(KEY, JSON.stringify({ ...agreed, at: Date.now() }));
  }

  look(): void {
    const agreed = this.agreed();
    if (!agreed || this.left) return;
    const rest = agreed.at + agreed.minutes * 60_000 - Date.now();
    this.soon.value = rest <= WARN_MS;
    if (rest > 0) return;
    this.left = true;
    this.leave();
  }

  /** Only a pupil's own agreement counts, not what somebody left who used this browser before. */
  private agreed(): Agreed | null {
    try {
      const told = JSON.parse(this.shelf.getItem(KEY) ?? "null") as Agreed | null;
      return told?.user === this.user && told.minutes > 0 ? told : null;
    } catch {
      return null;
    }
  }
}
