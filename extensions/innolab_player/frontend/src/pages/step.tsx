// One step: what to do on the left, the work on the right, the bar at the thumb on a phone.
import type { App } from "../app";
import { markdown } from "../clean";
import { type Step, textIn } from "../lesson";
import { language, pick, t } from "../words";
import { AnswerCard } from "./answer";
import { CodePair } from "./code";
import { Hints } from "./hints";
import { Icon } from "./icons";
import { Notices } from "./notices";
import { ResultCard } from "./result";
import { CheckButton, RunButton } from "./runbuttons";

export function StepPage({ app, step }: { app: App; step: Step }) {
  const code = step.work.filter(({ role }) => role === "code");
  const kind = step.work.length === 0 ? "step--read" : code.length === 1 ? "step--single" : "step--many";
  return (
    <main class={`step ${kind}`}>
      <Task app={app} step={step} />
      <section class="work" id="work" aria-label={t("Your work")}>
        <div class="work__cells">
          {step.work.map(({ id }) => {
            const cell = app.cells.get(id);
            if (!cell) return null;
            const last = code.at(-1)?.id === id;
            if (cell.kind === "answer") return <AnswerCard key={id} app={app} cell={cell} />;
            return <CodePair key={id} app={app} step={step} cell={cell} withCheck={last && step.checks.length > 0} />;
          })}
          {code.length === 0 && step.checks.length > 0 && <CheckButton app={app} step={step} />}
        </div>
        {step.checks.length > 0 && <ResultCard app={app} step={step} />}
        <Notices app={app} step={step} />
      </section>
      {step.hints.length > 0 && app.opened.lesson?.hints_allowed !== false && <Hints app={app} step={step} />}
      {step.work.length > 0 && <Bar app={app} step={step} />}
    </main>
  );
}

function Task({ app, step }: { app: App; step: Step }) {
  const title = pick(step.title);
  return (
    <section class="task" aria-labelledby="title" tabIndex={0}>
      <h1 class="task__title" id="title" tabIndex={-1}>
        <span class="task__count">{t("Step {n} / {total}", { n: step.number, total: app.steps.length })}</span>
        <span class="visually-hidden">, </span>
        {title}
      </h1>
      {step.texts.map((cell) => (
        <Prose key={cell.id} app={app} text={withoutTitle(textIn(cell, app.opened.about, language.value), title)} />
      ))}
    </section>
  );
}

export function Prose({ app, text }: { app: App; text: string }) {
  const { baseUrl, lesson } = app.place;
  const html = markdown(text, `${baseUrl}innolab/pictures/${lesson}/`);
  // it went through DOMPurify
  return <div class="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** The text's own first heading is not said twice when it is the step's title. */
function withoutTitle(text: string, title: string): string {
  const [, heading, rest] = /^\s*#+\s*(.+?)\s*#*\s*\n([\s\S]*)$/.exec(`${text}\n`) ?? [];
  return heading?.toLowerCase() === title.toLowerCase() ? (rest ?? "") : text;
}

/** On a phone: run, check and hint at the thumb. */
function Bar({ app, step }: { app: App; step: Step }) {
  const code = step.work.filter(({ role }) => role === "code");
  const cell = app.cells.get(code.length === 1 ? (code[0]?.id ?? "") : "");
  const toHints = () => document.getElementById("hints")?.focus();
  if (!cell && step.checks.length === 0) return null;
  return (
    <div class="bar">
      {cell && <RunButton app={app} step={step} cell={cell} />}
      {step.checks.length > 0 && <CheckButton app={app} step={step} />}
      {step.hints.length > 0 && (
        <button type="button" class="button button--icon" onClick={toHints}>
          <Icon name="hint" />
          <span class="visually-hidden">{t("Hints")}</span>
        </button>
      )}
    </div>
  );
}
