// Handing in: the newest work is saved first, then the server sends it until there is a receipt.
import { signal } from "@preact/signals";
import { type Call, NoAnswer, Refused } from "./api";
import type { HandInState } from "./lesson";

const ASK_MS = 2000;

export type HandInTrouble = { kind: "unsaved" } | { kind: "no answer" } | { kind: "refused"; message: string };

export class HandIn {
  readonly state = signal<HandInState>({ state: "none", receipt: null });
  readonly sending = signal(false);
  readonly trouble = signal<HandInTrouble | null>(null);

  constructor(
    private readonly call: Call,
    private readonly path: string,
    private readonly saved: () => Promise<boolean>,
    private readonly announce: (state: HandInState) => void,
    first: HandInState,
  ) {
    this.state.value = first;
    if (first.state === "pending") this.askSoon();
  }

  async send(): Promise<void> {
    if (this.sending.value) return;
    this.sending.value = true;
    this.trouble.value = null;
    if (await this.saved()) await this.post();
    else this.trouble.value = { kind: "unsaved" };
    this.sending.value = false;
  }

  private async post(): Promise<void> {
    try {
      this.heard(await this.call<HandInState>(`${this.path}/hand-in`, { method: "POST", body: {} }));
    } catch (error) {
      this.trouble.value =
        error instanceof Refused ? { kind: "refused", message: error.message } : { kind: "no answer" };
      if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
    }
  }

  private heard(state: HandInState): void {
    const changed =
      state.state !== this.state.value.state || state.receipt?.receipt !== this.state.value.receipt?.receipt;
    this.state.value = state;
    if (changed) this.announce(state);
    if (state.state === "pending") this.askSoon();
  }

  private askSoon(): void {
    setTimeout(() => {
      this.call<HandInState>(`${this.path}/hand-in`).then(
        (state) => this.heard(state),
        () => this.askSoon(),
      );
    }, ASK_MS);
  }
}
