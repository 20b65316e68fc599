// Saving: to the browser at every key, to the server within seconds, and nothing is lost in between.
import { signal } from "@preact/signals";
import { type Call, NoAnswer, Refused } from "./api";
import type { Draft, Drafts } from "./draft";
import type { Blocks, CellMark, LessonState } from "./lesson";
import type { Output } from "./outputs/model";
import type { StepProgress } from "./steps";

export type Saved = "saved" | "saving" | "offline" | "refused" | "signed out";

export interface Newer extends CellMark {
  source: string;
  outputs: Output[];
  execution_count: number | null;
  blocks?: Blocks | null;
}

export interface Answer {
  revision: number;
  now: number;
  newer: Record<string, Newer>;
  lesson: LessonState | null;
  /** Python was ended because it filled the home, and there is no more room since. */
  full: boolean;
  conflict?: boolean;
}

/** What the saver reads from and gives to the rest of the page. */
export interface Desk {
  outputs(cell: string): { outputs: Output[]; count: number | null } | null;
  /** Show what another device saved; false when the caret is in it now. */
  takeOver(cell: string, newer: Newer): boolean;
  showOtherDevice(): void;
  lessonIs(state: LessonState): void;
  homeIsFull(full: boolean): void;
  /** How the lesson stands as far as the page knows, in the server's one word for it. */
  lessonStands(): string;
}

const SOON_MS = 1500;
/** What the teacher's board shows goes sooner: it must be seen there within three seconds. */
const STEP_MS = 200;
const RETRY_MS = [2000, 4000, 8000, 15000];
const MOST_KEEPALIVE = 60_000;

export class Saver {
  readonly state = signal<Saved>("saved");
  /** The server's own words when it refused to save. */
  readonly reason = signal("");
  private readonly dirty: Draft;
  private readonly withOutputs = new Set<string>();
  private currentStep: string | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private due = 0;
  private sending: Promise<boolean> | null = null;
  private failures = 0;
  private saves = 0;

  constructor(
    private readonly call: Call,
    private readonly path: string,
    private readonly device: string,
    private readonly drafts: Drafts,
    private readonly desk: Desk,
    private revision: number,
    private clockAhead: number,
  ) {
    this.dirty = drafts.adopt();
    if (this.isDirty) this.soon(0);
  }

  /** The server's clock, so that two devices' times can be compared. */
  now(): number {
    return Date.now() + this.clockAhead;
  }

  get kept(): Readonly<Draft> {
    return this.dirty;
  }

  /** Whether the server answered last. */
  get isReached(): boolean {
    return this.state.value === "saved" || this.state.value === "saving";
  }

  get isDirty(): boolean {
    return Object.keys(this.dirty.cells).length + Object.keys(this.dirty.steps).length > 0 || this.currentStep !== null;
  }

  cell(id: string, source: string, outputs = false, blocks: Blocks | null = null): void {
    this.dirty.cells[id] = { source, at: this.now(), ...(blocks && { blocks }) };
    if (outputs) this.withOutputs.add(id);
    this.keep();
  }

  step(id: string, progress: StepProgress): void {
    this.dirty.steps[id] = progress;
    this.keep(STEP_MS);
  }

  at(step: string): void {
    this.currentStep = step;
    this.keep(STEP_MS);
  }

  private keep(wait = SOON_MS): void {
    this.drafts.write(this.dirty);
    if (this.state.value === "saved") this.state.value = "saving";
    this.soon(wait);
  }

  private soon(wait = SOON_MS): void {
    const due = Date.now() + wait;
    if (this.timer && this.due <= due) return;
    // After a failure the pause stands, whatever changes meanwhile.
    if (this.timer && this.failures > 0) return;
    if (this.timer) clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, wait);
  }

  /** Send what is unsent; true when the server has everything. */
  async flush(): Promise<boolean> {
    while (this.sending) await this.sending;
    if (!this.isDirty) return true;
    this.sending = this.send().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  private async send(): Promise<boolean> {
    const cells = { ...this.dirty.cells };
    const steps = { ...this.dirty.steps };
    const step = this.currentStep;
    try {
      const answer = await this.call<Answer>(`${this.path}/work`, { method: "PUT", body: this.body(true) });
      this.saves += 1;
      forget(this.dirty.cells, cells);
      forget(this.dirty.steps, steps);
      for (const id of Object.keys(cells)) if (!(id in this.dirty.cells)) this.withOutputs.delete(id);
      if (this.currentStep === step) this.currentStep = null;
      this.drafts.write(this.dirty);
      this.succeeded(answer);
    } catch (error) {
      this.failed(error);
    }
    return !this.isDirty;
  }

  private body(withOutputs: boolean): Record<string, unknown> {
    const cells = Object.entries(this.dirty.cells).map(([id, written]) => {
      const run = withOutputs && this.withOutputs.has(id) ? this.desk.outputs(id) : null;
      return [id, run ? { ...written, outputs: run.outputs, execution_count: run.count } : written];
    });
    return {
      base: this.revision,
      device: this.device,
      cells: Object.fromEntries(cells),
      steps: this.dirty.steps,
      current_step: this.currentStep,
    };
  }

  private succeeded(answer: Answer): void {
    this.failures = 0;
    this.state.value = this.isDirty ? "saving" : "saved";
    this.heard(answer);
    if (this.isDirty) this.soon();
  }

  private failed(error: unknown): void {
    const signedOut = error instanceof Refused && (error.status === 403 || error.status === 401);
    this.state.value = signedOut ? "signed out" : error instanceof NoAnswer ? "offline" : "refused";
    this.reason.value = error instanceof Refused ? error.message : "";
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.soon(wait);
  }

  /** Take what the server says besides: other devices' newer text, and how the lesson stands. */
  private heard({ revision, now, newer, lesson, full, conflict }: Answer): void {
    this.clockAhead = now - Date.now();
    const cells = Object.entries(newer);
    if (cells.length > 0 || conflict) this.desk.showOtherDevice();
    const waiting = cells.filter(([id, each]) => !(id in this.dirty.cells) && !this.desk.takeOver(id, each));
    // What could not be shown yet is asked for again: the revision stays below it.
    this.revision = Math.min(revision, ...waiting.map(([, each]) => each.revision - 1));
    if (lesson) this.desk.lessonIs(lesson);
    this.desk.homeIsFull(full);
  }

  /** Ask for as long as the page is open; the server answers when the lesson stands otherwise, or after a while. */
  async listen(visible: () => Promise<void>): Promise<never> {
    for (let failures = 0; ; ) {
      await visible();
      failures = (await this.look(true)) ? 0 : failures + 1;
      if (failures > 0) await pause(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? 0);
    }
  }

  /** Ask what is new elsewhere; true when there was an answer. */
  async look(wait = false): Promise<boolean> {
    const { saves } = this;
    try {
      const query = new URLSearchParams({ base: `${this.revision}`, device: this.device });
      if (wait) query.set("known", this.desk.lessonStands());
      const answer = await this.call<Answer>(`${this.path}/work?${query}`);
      // What was saved meanwhile may be newer than what is told here: then it is asked again.
      this.heard(this.sending || saves !== this.saves ? { ...answer, newer: {}, revision: this.revision } : answer);
      if (this.isDirty) void this.flush();
      else this.state.value = "saved";
      return true;
    } catch (error) {
      if (error instanceof NoAnswer) this.state.value = "offline";
      if (error instanceof Refused && error.status === 403) this.state.value = "signed out";
      return false;
    }
  }

  /** The page is going away: send what fits into a request that outlives it. The browser keeps its copy. */
  leave(): void {
    if (!this.isDirty) return;
    const body = this.body(false);
    if (JSON.stringify(body).length > MOST_KEEPALIVE) return;
    void this.call(`${this.path}/work`, { method: "POST", body, keepalive: true }).catch(() => {});
  }

  /** Try at once, as when the connection came back. */
  hurry(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.soon(0);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function forget<T extends { at: number }>(dirty: Record<string, T>, sent: Record<string, T>): void {
  for (const [id, each] of Object.entries(sent)) if (dirty[id]?.at === each.at) delete dirty[id];
}
