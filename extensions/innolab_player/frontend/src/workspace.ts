// The pupil's server gone while the page is open: the portal starts servers, so it is asked to bring this one back.
import { signal } from "@preact/signals";
import type { Place } from "./api";

const FIRST_MS = 2000;
const LONGEST_MS = 5000;

export class Workspace {
  /** The portal answers and our server does not: it is being brought back. */
  readonly returning = signal(false);
  private readonly stateUrl: string;
  private asking = false;

  constructor(
    private readonly place: Pick<Place, "portal" | "lesson" | "baseUrl">,
    private readonly get: typeof fetch = (...request) => fetch(...request),
  ) {
    this.stateUrl = `${place.portal}lessons/${place.lesson}/open/state/`;
  }

  /** Ask until our server answers; `away` tells whether it still does not, after trying when the portal says ready. */
  async bringBack(away: (ready: boolean) => Promise<boolean>): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      for (let wait = FIRST_MS; await away(await this.isReady()); wait = Math.min(wait * 1.5, LONGEST_MS)) {
        // Not all of a school at the same moment, where all servers went at once.
        await new Promise((resolve) => setTimeout(resolve, wait * (0.75 + Math.random() / 2)));
      }
    } finally {
      this.asking = false;
      this.returning.value = false;
    }
  }

  /** A server that was started again no longer knows this browser; a page of its own gets it known, by way of the hub. */
  async signIn(): Promise<void> {
    const frame = document.createElement("iframe");
    frame.hidden = true;
    frame.src = `${this.place.baseUrl}innolab/signed-in`;
    await new Promise((resolve) => {
      frame.onload = frame.onerror = resolve;
      document.body.append(frame);
    });
    frame.remove();
  }

  /** Whether the portal answers, be it that it asks us to sign in. */
  async isPortalThere(): Promise<boolean> {
    const answer = await this.get(this.stateUrl, { redirect: "manual" }).catch(() => null);
    return answer !== null && answer.status < 500;
  }

  /** Each asking has the portal start the server where it has stopped. */
  private async isReady(): Promise<boolean> {
    const answer = await this.get(this.stateUrl, { headers: { Accept: "application/json" } }).catch(() => null);
    const told = answer?.ok ? ((await answer.json().catch(() => null)) as { state: string } | null) : null;
    this.returning.value = told !== null;
    return told?.state === "ready";
  }
}
