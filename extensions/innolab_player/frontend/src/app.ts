// The opened lesson: joins saving, running, steps and handing in; the pages only read and call it.
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Call, Place } from "./api";
import { OwnCell } from "./cell";
import { Drafts, type Shelf } from "./draft";
import { HandIn } from "./handin";
import { Idle } from "./idle";
import { KernelLink } from "./kernel/link";
import { type Blocks, type LessonState, type Opened, type Step, stepsOf } from "./lesson";
import { keepable } from "./outputs/model";
import { Room } from "./room/room";
import { Interrupted, Runner } from "./runner";
import { type Newer, Saver } from "./save";
import {
  after,
  finishedOnLeaving,
  NEW_STEP,
  nextThing,
  type Result,
  type Situation,
  type StepEvent,
  type StepProgress,
} from "./steps";
import { type Moment, Recent } from "./timeline/states";
import { isStill } from "./view/settings";
import { readyWidgets } from "./widgets/door";
import { isLanguage, type Language, language, pick, t } from "./words";
import { Workspace } from "./workspace";

export const HAND_IN = "hand-in";
const LAST_SAVE_MS = 5000;

export interface Undo {
  step: string;
  sources: Map<string, { source: string; blocks: Blocks | null }>;
  /** What was done. */
  words: string;
}

export class App {
  readonly steps: Step[];
  readonly cells = new Map<string, OwnCell>();
  readonly progress = new Map<string, Signal<StepProgress>>();
  readonly current: Signal<string>;
  readonly step: ReadonlySignal<Step | null>;
  readonly lesson: Signal<LessonState | null>;
  readonly otherDevice = signal(false);
  readonly isFull = signal(false);
  /** Earlier states that this page remembers, for when the server is away. */
  readonly recent = new Recent();
  readonly undo = signal<Undo | null>(null);
  /** Kinds of news that the pupil has seen: they stay on the page, no longer in front of it. */
  readonly seen = signal<ReadonlySet<string>>(new Set());
  readonly checking = signal(false);
  /** What was last said to people who listen instead of looking. */
  readonly said = signal("");
  readonly saver: Saver;
  readonly link: KernelLink;
  readonly runner: Runner;
  readonly handIn: HandIn;
  readonly workspace: Workspace;
  readonly room: Room;
  readonly idle: Idle;
  /** Over, and to be read only. */
  readonly isClosed: ReadonlySignal<boolean>;
  /** Over, but work goes on and may be handed in late. */
  readonly isLate: ReadonlySignal<boolean>;
  private rejoining: Promise<void> | null = null;

  constructor(
    readonly opened: Opened,
    readonly place: Place,
    private readonly call: Call,
    shelf: Shelf,
    tab: string,
  ) {
    const path = `lessons/${place.lesson}`;
    const drafts = new Drafts(shelf, opened.user, place.lesson, tab);
    drafts.clearOthers();
    this.steps = stepsOf(opened);
    for (const { work } of this.steps) for (const data of work) this.cells.set(data.id, new OwnCell(data));
    this.lesson = signal(opened.lesson);
    this.room = new Room(call, place.lesson, shelf, opened.user, (state) => this.lessonIs(state));
    if (opened.lesson) this.room.hear(opened.lesson, null);
    const isOver = computed(() => this.lesson.value?.state === "closed");
    this.isClosed = computed(() => isOver.value && !opened.lesson?.late_allowed);
    this.isLate = computed(() => isOver.value && !this.isClosed.value);
    this.saver = new Saver(call, path, tab, drafts, this, opened.work.revision, opened.now - Date.now());
    this.takeDraft();
    for (const { id } of this.steps) this.progress.set(id, signal(this.firstProgress(id)));
    this.current = signal(this.firstStep());
    this.step = computed(() => this.steps.find(({ id }) => id === this.current.value) ?? null);
    this.link = new KernelLink(place.baseUrl, opened.path, opened.kernel, readyWidgets);
    const setup = opened.cells.filter(({ role }) => role === "setup");
    this.runner = new Runner(this.link, { cells: this.cells, steps: this.steps, setup, ran: (cell) => this.ran(cell) });
    this.workspace = new Workspace(place);
    this.idle = new Idle(shelf, opened.user, () => void this.signOutIdle());
    this.handIn = new HandIn(
      call,
      path,
      () => this.saver.flush(),
      () => this.sayHandIn(),
      opened.hand_in,
    );
  }

  /** Start Python, listen to the page's comings and goings. */
  start(): void {
    this.idle.watch();
    this.goTo(this.current.value, false);
    if (!this.isClosed.value) void this.link.open().catch(() => {});
    void this.saver.listen(() => visible());
    addEventListener("focus", () => void this.saver.look());
    addEventListener("online", () => this.saver.hurry());
    addEventListener("offline", () => {
      this.saver.state.value = "offline";
    });
    addEventListener("pagehide", () => this.saver.leave());
    addEventListener("hashchange", () => this.goTo(location.hash.slice(1), true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.saver.leave();
    });
    effect(() => {
      document.documentElement.lang = language.value;
    });
    effect(() => {
      const state = this.saver.state.value;
      if (state === "offline") queueMicrotask(() => void this.workspace.bringBack((ready) => this.isAway(ready)));
      if (state === "saved") this.see("saving", false);
      if (state === "signed out" && !this.workspace.returning.peek()) queueMicrotask(() => void this.rejoin());
    });
  }

  /** What was not sent by now stays on the browser's shelf for the same pupil. */
  private async signOutIdle(): Promise<void> {
    const longEnough = new Promise((resolve) => setTimeout(resolve, LAST_SAVE_MS));
    await Promise.race([this.saver.flush(), longEnough]);
    location.replace(this.place.portal.replace(/services\/portal\/$/, "hub/logout"));
  }

  private async isAway(ready: boolean): Promise<boolean> {
    // While it starts it may refuse us, which says nothing yet.
    if (this.workspace.returning.value && !ready) return !this.saver.isReached;
    if (ready) await this.rejoin();
    return this.saver.state.value === "offline";
  }

  private rejoin(): Promise<void> {
    this.rejoining ??= this.join().finally(() => {
      this.rejoining = null;
    });
    return this.rejoining;
  }

  /** Our server may be back: get known to it, send what was not sent, and then get Python. */
  private async join(): Promise<void> {
    let reached = await this.saver.look();
    if (!reached && this.saver.state.value === "signed out") {
      await this.workspace.signIn();
      reached = await this.saver.look();
      if (!reached) await this.leaveIfSignedOut();
    }
    if (reached && !this.isClosed.value) void this.link.renew();
  }

  /** On a shared computer the next person sees nothing of this one's: what was not sent stays on the browser's shelf. */
  private async leaveIfSignedOut(): Promise<void> {
    if (this.saver.state.value === "signed out" && (await this.workspace.isPortalThere())) {
      location.replace(this.place.portal);
    }
  }

  // Texts of this browser that are newer than the server's are shown at once; older ones are sent all the same,
  // so that the server keeps them beside.
  private takeDraft(): void {
    for (const [id, { source, blocks, at }] of Object.entries(this.saver.kept.cells)) {
      const mark = this.opened.work.cells[id];
      if (at > (mark?.at ?? -1)) this.cells.get(id)?.replace(source, blocks ?? null);
    }
  }

  private firstProgress(id: string): StepProgress {
    const [saved, kept] = [this.opened.work.steps[id], this.saver.kept.steps[id]];
    return (kept && kept.at > (saved?.at ?? -1) ? kept : saved) ?? NEW_STEP;
  }

  private firstStep(): string {
    const known = (id: string): boolean =>
      id === HAND_IN || this.steps.some((step) => step.id === id && !this.isLocked(step));
    const wanted = [location.hash.slice(1), this.opened.work.current_step].find((id) => id && known(id));
    return wanted ?? this.steps[0]?.id ?? HAND_IN;
  }

  /** Where an activity that is tried out was found; null in a lesson. */
  get triedFrom(): string | null {
    const { lesson } = this.opened;
    return lesson?.try_out ? `${this.place.portal}library/${lesson.module.slug}/` : null;
  }

  // --- steps

  progressOf(step: string): StepProgress {
    return this.progress.get(step)?.value ?? NEW_STEP;
  }

  private tell(step: string, event: StepEvent): void {
    const state = this.progress.get(step);
    if (!state || this.isClosed.value) return;
    const next = after(state.value, event, this.saver.now());
    if (next === state.value) return;
    state.value = next;
    this.saver.step(step, next);
  }

  /** A step that the teacher has not opened yet; one that was begun stays open. */
  isLocked(step: Step): boolean {
    return this.room.isLocked(step.number) && this.progressOf(step.id).state === "new";
  }

  goTo(id: string, focus: boolean): void {
    if (id !== HAND_IN && !this.steps.some((step) => step.id === id && !this.isLocked(step))) return;
    this.leave(this.current.value, id);
    this.current.value = id;
    this.undo.value = null;
    if (location.hash.slice(1) !== id) history.replaceState(null, "", `#${id}`);
    this.tell(id, { kind: "came" });
    if (id !== HAND_IN && !this.isClosed.value && id !== this.opened.work.current_step) this.saver.at(id);
    this.opened.work.current_step = id;
    if (focus) requestAnimationFrame(() => document.getElementById("title")?.focus());
  }

  private leave(from: string, to: string): void {
    const step = this.steps.find(({ id }) => id === from);
    const forward = to === HAND_IN || (this.steps.find(({ id }) => id === to)?.number ?? 0) > (step?.number ?? 0);
    if (step && forward && this.progressOf(from).state !== "done" && finishedOnLeaving(this.situation(step))) {
      this.tell(from, { kind: "finished" });
    }
  }

  situation(step: Step): Situation {
    const own = step.work.flatMap(({ id }) => this.cells.get(id) ?? []);
    const code = own.filter(({ kind }) => kind === "code");
    const { state, result } = this.progressOf(step.id);
    return {
      unrun: code.filter((cell) => !cell.hasRunAsIs.value || cell.failed.value).map(({ id }) => id),
      hasCode: code.length > 0,
      hasChecks: step.checks.length > 0,
      answered: own.every((cell) => cell.kind === "code" || isWritten(cell)),
      filled: own.every((cell) => cell.kind !== "form" || isWritten(cell)),
      state,
      checkedAsIs: result !== null && result.of === this.printOf(step),
    };
  }

  nextIn(step: Step): ReturnType<typeof nextThing> {
    return this.isClosed.value ? { do: "next" } : nextThing(this.situation(step));
  }

  /** Tells one state of a step's code from another. */
  private printOf(step: Step): string {
    return fingerprint(step.work.map(({ id }) => this.cells.get(id)?.source.value ?? "").join("\u0000"));
  }

  openHint(step: Step): void {
    this.tell(step.id, { kind: "hint" });
  }

  startAgain(step: Step): void {
    this.change(step, this.startAndNow(step)[0], t("The step is as it was at the start."));
    this.tell(step.id, { kind: "started again" });
  }

  /** An earlier state of the step. */
  bringBack(step: Step, sources: Map<string, string>): void {
    this.change(step, sources, t("An earlier version is back."));
  }

  /** Put a step's texts in place of those there are; it can be taken back. */
  private change(step: Step, sources: Map<string, string>, words: string): void {
    const own = this.own(step);
    const now = new Map(own.map((cell) => [cell.id, { source: cell.source.value, blocks: cell.blocks }]));
    for (const cell of own) this.put(cell, sources.get(cell.id) ?? cell.source.value);
    this.undo.value = { step: step.id, sources: now, words };
    this.said.value = words;
  }

  takeBack(): void {
    for (const [id, { source, blocks }] of this.undo.value?.sources ?? []) {
      const cell = this.cells.get(id);
      if (cell) this.put(cell, source, blocks);
    }
    this.undo.value = null;
  }

  /** The texts of a step's own cells: as they were released, and as they are. */
  startAndNow(step: Step): [Map<string, string>, Map<string, string>] {
    const own = this.own(step);
    return [
      new Map(own.map(({ id, original }) => [id, original])),
      new Map(own.map(({ id, source }) => [id, source.peek()])),
    ];
  }

  /** What the server keeps of earlier states. */
  async earlier(): Promise<Moment[]> {
    await this.saver.flush();
    return (await this.call<{ moments: Moment[] }>(`lessons/${this.place.lesson}/timeline`)).moments;
  }

  private own(step: Step): OwnCell[] {
    return step.work.flatMap(({ id }) => this.cells.get(id) ?? []);
  }

  private put(cell: OwnCell, source: string, blocks: Blocks | null = null): void {
    this.recent.note(cell.id, cell.source.value, source, this.saver.now());
    cell.replace(source, blocks);
    cell.markedLine.value = null;
    this.saver.cell(cell.id, source, false, blocks);
  }

  // --- the pupil's cells

  /** Blocks may lie otherwise and say the same. */
  typed(cell: OwnCell, source: string, blocks: Blocks | null = null): void {
    const isSame = source === cell.source.value;
    if ((isSame && !blocks) || this.isClosed.value) return;
    if (!isSame) this.recent.note(cell.id, cell.source.value, source, this.saver.now());
    cell.source.value = source;
    cell.blocks = blocks;
    if (!isSame) cell.markedLine.value = null;
    this.saver.cell(cell.id, source, false, blocks);
  }

  answered(cell: OwnCell, words: string): void {
    this.typed(cell, words === "" ? cell.original : words);
  }

  private ran(cell: OwnCell): void {
    if (this.isClosed.value) return;
    this.recent.note(cell.id, cell.source.value, cell.source.value, this.saver.now(), true);
    this.saver.cell(cell.id, cell.source.value, true, cell.blocks);
    // Outputs are not in the browser's copy, so they don't wait.
    this.saver.hurry();
  }

  async run(cell: OwnCell): Promise<void> {
    this.said.value = t("Running");
    const ran = await this.runner.run(cell);
    if (ran === null) return;
    const words = { ok: t("Ready"), error: t("Python found something to fix"), stopped: t("Stopped"), died: "" };
    this.said.value = words[ran.status];
    show(`[data-cell="${cell.id}"] .output`);
  }

  async check(step: Step): Promise<void> {
    this.checking.value = true;
    this.said.value = t("Checking");
    try {
      const result = await this.runner.check(step);
      if (result) this.judged(step, { ...result, of: this.printOf(step) });
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      this.said.value = t("Stopped");
    } finally {
      this.checking.value = false;
    }
  }

  private judged(step: Step, result: NonNullable<StepProgress["result"]>): void {
    this.tell(step.id, { kind: "checked", result });
    const code = step.work.flatMap(({ id }) => this.cells.get(id) ?? []).filter(({ kind }) => kind === "code");
    if (result.line !== null && code[0]) code[0].markedLine.value = result.line;
    show(".result");
    this.said.value = [spoken(result), pick(result.message)].join(" ");
  }

  // --- what the saver asks for

  outputs(id: string): { outputs: ReturnType<typeof keepable>; count: number | null } | null {
    const cell = this.cells.get(id);
    return cell?.kind === "code" ? { outputs: keepable(cell.outputs.value), count: cell.count.value } : null;
  }

  takeOver(id: string, newer: Newer): boolean {
    const cell = this.cells.get(id);
    if (!cell) return true;
    if (cell.focused) return false;
    cell.replace(newer.source, newer.blocks ?? null);
    cell.outputs.value = newer.outputs;
    return true;
  }

  showOtherDevice(): void {
    this.otherDevice.value = true;
  }

  lessonStands(): string {
    return this.lesson.value?.standing ?? "";
  }

  lessonIs(state: LessonState): void {
    const before = this.lesson.value;
    if (before?.standing !== state.standing) this.lesson.value = state;
    if (before?.state !== state.state || before?.closes_at !== state.closes_at) this.see("lesson", false);
    this.room.hear(state, before);
  }

  homeIsFull(full: boolean): void {
    this.isFull.value = full;
  }

  see(news: string, seen = true): void {
    const known = this.seen.peek();
    if (known.has(news) === seen) return;
    this.seen.value = new Set(seen ? [...known, news] : [...known].filter((each) => each !== news));
  }

  // --- language and handing in

  speak(to: string): void {
    if (!isLanguage(to)) return;
    language.value = to as Language;
    this.runner.speak(to);
    void this.call("language", { method: "PUT", body: { language: to } }).catch(() => {});
  }

  /** Steps that are not done, or whose answer is empty. */
  get undone(): Step[] {
    const settled = (id: string) => ["done", "unjudged"].includes(this.progressOf(id).state);
    return this.steps.filter((step) => !settled(step.id) || !this.situation(step).answered);
  }

  private sayHandIn(): void {
    const { state, receipt } = this.handIn.state.value;
    if (state === "received" && receipt)
      this.said.value = t("Handed in. Receipt {receipt}.", { receipt: receipt.receipt });
  }
}

function isWritten(cell: OwnCell): boolean {
  return cell.source.value.trim() !== cell.original.trim();
}

function spoken({ verdict, title }: Result): string {
  const words = { passed: t("Passed!"), not_passed: t("Not yet"), unjudged: t("This could not be checked") };
  return (verdict !== "unjudged" && pick(title)) || words[verdict];
}

/** Bring news into view, where no caret would move by it. */
function show(selector: string): void {
  if (document.activeElement?.closest(".cm-editor")) return;
  requestAnimationFrame(() => {
    document.querySelector(selector)?.scrollIntoView({ block: "nearest", behavior: isStill() ? "auto" : "smooth" });
  });
}

/** Until the page is in front: behind others it asks for nothing. */
async function visible(): Promise<void> {
  while (document.visibilityState === "hidden") {
    await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
  }
}

/** FNV-1a: short, and different enough for one pupil's step. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(36);
}
