// One step: what to do on the left, the work on the right, the bar at the thumb on a phone.
import { Fragment } from "preact";
import type { App } from "../app";
import { markdown } from "../clean";
import { FormCard } from "../forms/form";
import { codeOf, type Step, textIn } from "../lesson";
import { IdeaAbout } from "../room/idea";
import { ReadAloud } from "../speech/button";
import { language, pick, t } from "../words";
import { AnswerCard } from "./answer";
import { CodePair } from "./code";
import { Hints } from "./hints";
import { Icon } from "./icons";
import { Notices } from "./notices";
import { ResultCard } from "./result";
import { CheckButton, RunButton } from "./runbuttons";

export function StepPage({ app, step }: { app: App; step: Step }) {
  const code = codeOf(step);
  return (
    <main class={`step ${shape(step)}`}>
      <Task app={app} step={step} />
      <section class="work" id="work" aria-label={t("Your work")}>
        {step.work.map(({ id }) => {
          const cell = app.cells.get(id);
          if (!cell) return null;
          if (cell.form) return <FormCard key={id} app={app} cell={cell} form={cell.form} />;
          if (cell.kind === "answer") return <AnswerCard key={id} app={app} cell={cell} />;
          const checked = step.checks.length > 0 && code.at(-1)?.id === id;
          return (
            <Fragment key={id}>
              <CodePair app={app} step={step} cell={cell} withCheck={checked} />
              {checked && <ResultCard app={app} step={step} />}
            </Fragment>
          );
        })}
        {code.length === 0 && step.checks.length > 0 && (
          <>
            <div class="card__actions card__actions--alone">
              <CheckButton app={app} step={step} />
            </div>
            <ResultCard app={app} step={step} />
          </>
        )}
        <Notices app={app} step={step} />
      </section>
      {step.hints.length > 0 && app.opened.lesson?.hints_allowed !== false && <Hints app={app} step={step} />}
      {step.work.length > 0 && <Bar app={app} step={step} />}
    </main>
  );
}

/** Only read; one code that takes the height there is; one code among answers; or several, one below the other. */
function shape(step: Step): string {
  const codes = codeOf(step).length;
  if (step.work.length === 0) return "step--read";
  if (codes !== 1) return "step--many";
  return step.work.length === 1 ? "step--single step--whole" : "step--single";
}

function Task({ app, step }: { app: App; step: Step }) {
  const title = pick(step.title);
  return (
    <section class="task" aria-labelledby="title">
      <h1 class="task__title" id="title" tabIndex={-1}>
        <span class="task__count">{t("Step {n} / {total}", { n: step.number, total: app.steps.length })}</span>
        <span class="visually-hidden">, </span>
        {title}
      </h1>
      <ReadAloud part=".task" />
      {step.texts.map((cell) => (
        <Prose key={cell.id} app={app} text={withoutTitle(textIn(cell, app.opened.about, language.value), title)} />
      ))}
      <IdeaAbout app={app} step={step} />
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
  const code = codeOf(step);
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
