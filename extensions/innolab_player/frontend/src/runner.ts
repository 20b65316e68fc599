// What runs, in what order: setup cells first, then what earlier steps made, then what the pupil asked for.
import { signal } from "@preact/signals";
import type { OwnCell } from "./cell";
import { bundle, ERROR_MIME, fromError, type Outcome, type PlainError, verdictOf } from "./check";
import type { KernelLink, Ran } from "./kernel/link";
import { greet, languageCode } from "./kernel/start";
import type { CellData, Step } from "./lesson";
import { Collector } from "./outputs/model";
import type { Result } from "./steps";
import { type Language, language } from "./words";

const LONG_MS = 20_000;
const STOPPED: Ran = { status: "stopped", count: null, expressions: {} };

export interface RunnerDesk {
  cells: Map<string, OwnCell>;
  steps: Step[];
  setup: CellData[];
  /** A run is over: its outputs are to be saved. */
  ran(cell: OwnCell): void;
}

export class Runner {
  /** Something of the pupil's runs now. */
  readonly busy = signal(false);
  /** Python started anew by itself and the pupil's names are gone. */
  readonly restarted = signal(false);
  readonly catchingUp = signal(false);
  private process: string | null = null;
  /** Checks look at what the last code drew or printed. */
  private last: OwnCell | null = null;
  private readying: Promise<void> = Promise.resolve();
  private stopped = false;
  private stoppable = false;

  constructor(
    private readonly link: KernelLink,
    private readonly desk: RunnerDesk,
  ) {
    link.onFresh = (again) => {
      this.readying = this.readying.then(() => this.ready(again));
    };
  }

  /** Greet Python; when it is not the one we knew, its names are gone: run the setup again. */
  private async ready(again: boolean): Promise<void> {
    const process = await greet(this.link, language.value);
    if (process !== null && process === this.process) return;
    const knewAnother = this.process !== null;
    this.process = process;
    for (const cell of this.desk.cells.values()) cell.ranSource.value = null;
    for (const cell of this.desk.setup) await this.link.run(cell.source, { silent: true });
    if (again || knewAnother) this.restarted.value = true;
  }

  /** Run one code cell as the pupil asked. */
  async run(cell: OwnCell): Promise<Ran | null> {
    if (this.busy.value) return null;
    this.busy.value = true;
    this.stopped = false;
    try {
      return await this.runShown(cell);
    } finally {
      this.busy.value = false;
    }
  }

  private async runShown(cell: OwnCell): Promise<Ran> {
    cell.running.value = "waiting";
    const long = setTimeout(() => {
      cell.running.value = "long";
    }, LONG_MS);
    try {
      await this.prepared(cell);
      if (this.stopped) return STOPPED;
      return await this.runNow(cell);
    } finally {
      clearTimeout(long);
      this.stoppable = false;
      cell.running.value = "no";
      cell.question.value = null;
      this.desk.ran(cell);
    }
  }

  private async runNow(cell: OwnCell): Promise<Ran> {
    const source = cell.source.value;
    this.last = cell;
    const collector = new Collector();
    if (cell.running.value === "waiting") cell.running.value = "yes";
    this.restarted.value = false;
    const ran = await this.link.run(source, {
      said: (message) => {
        // The old outputs stay until there is something new, so that the page does not jump.
        if (collector.take(message)) cell.outputs.value = collector.outputs;
      },
      asked: (prompt, password) => question(cell, prompt, password),
    });
    cell.outputs.value = collector.outputs;
    cell.markedLine.value = errorLine(collector);
    cell.ranAt.value = new Date();
    cell.failed.value = ran.status !== "ok";
    if (ran.status !== "died") {
      cell.ranSource.value = source;
      cell.count.value = ran.count ?? cell.count.value ?? 1;
    }
    return ran;
  }

  /** Python is there, and knows what earlier cells made: those that once ran and have not run in it run silently. */
  private async prepared(cell: OwnCell): Promise<void> {
    await this.link.open().catch(() => {});
    await this.readying;
    this.stoppable = true;
    const missing = this.before(cell).filter((each) => each.isMissing);
    this.catchingUp.value = missing.length > 0;
    for (const each of missing) {
      if (this.stopped) break;
      const source = each.source.value;
      await this.link.run(source, { silent: true });
      each.ranSource.value = source;
    }
    this.catchingUp.value = false;
  }

  private before(cell: OwnCell): OwnCell[] {
    const all = this.desk.steps.flatMap(({ work }) => work.map(({ id }) => this.desk.cells.get(id)));
    const known = all.filter((each): each is OwnCell => each !== undefined);
    return known.slice(0, known.indexOf(cell));
  }

  /** Check a step: run what changed, then its check cells. Null when something runs already or was stopped. */
  async check(step: Step): Promise<Result | null> {
    if (this.busy.value) return null;
    this.busy.value = true;
    this.stopped = false;
    try {
      return (await this.runChanged(step)) ?? (await this.judge(step));
    } finally {
      this.stoppable = false;
      this.busy.value = false;
    }
  }

  private async runChanged(step: Step): Promise<Result | null> {
    for (const { id } of step.work) {
      const cell = this.desk.cells.get(id);
      if (cell?.kind === "form") await this.takeIn(cell);
      const isThere = this.last !== null && step.work.some((each) => each.id === this.last?.id);
      if (cell?.kind !== "code" || (cell.hasRunAsIs.value && isThere)) continue;
      const ran = await this.runShown(cell);
      if (ran.status === "error") return this.errorOf(cell, ran);
      if (ran.status !== "ok") throw new Interrupted();
    }
    return null;
  }

  /** Let Python know what was answered in a form. */
  private async takeIn(cell: OwnCell): Promise<void> {
    await this.prepared(cell);
    const source = cell.source.value;
    const ran = cell.isMissing && !this.stopped ? await this.link.run(source, { silent: true }) : null;
    if (this.stopped || (ran && ran.status !== "ok")) throw new Interrupted();
    if (ran) cell.ranSource.value = source;
  }

  private errorOf(cell: OwnCell, ran: Ran): Result {
    const told = fromError(bundle<PlainError>(cell.outputs.value, ERROR_MIME));
    const name = { fi: ran.ename ?? "", sv: ran.ename ?? "", en: ran.ename ?? "" };
    return told.verdict === "not_passed" ? told : { ...told, verdict: "not_passed", title: null, message: name };
  }

  private async judge(step: Step): Promise<Result> {
    const outcomes: Outcome[] = [];
    this.stoppable = true;
    for (const cell of step.checks) {
      const collector = new Collector();
      const ran = await this.link.run(cell.source, { said: (message) => void collector.take(message) });
      if (ran.status === "stopped") throw new Interrupted();
      const outcome: Outcome = { status: ran.status, outputs: collector.outputs };
      outcomes.push(ran.ename === undefined ? outcome : { ...outcome, ename: ran.ename });
    }
    return verdictOf(outcomes);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    // Not while Python is greeted: then only the wish is noted, and the code does not start.
    if (!this.stoppable) return;
    for (const cell of this.desk.cells.values()) cell.question.value?.answer("");
    await this.link.stop();
  }

  speak(to: Language): void {
    if (this.process !== null) void this.link.run(languageCode(to), { silent: true });
  }
}

/** The pupil stopped a check, or Python died in it: there is nothing to judge. */
export class Interrupted extends Error {}

function errorLine(collector: Collector): number | null {
  return bundle<PlainError>(collector.outputs, ERROR_MIME)?.line ?? null;
}

function question(cell: OwnCell, prompt: string, password: boolean): Promise<string> {
  return new Promise((resolve) => {
    cell.question.value = {
      prompt,
      password,
      answer: (text) => {
        cell.question.value = null;
        resolve(text);
      },
    };
  });
}
