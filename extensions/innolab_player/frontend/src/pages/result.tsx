// What the check says: passed, not yet, or could not be checked. It never takes the focus.
import { type App, HAND_IN } from "../app";
import type { Step } from "../lesson";
import type { Result, Verdict } from "../steps";
import { pick, t } from "../words";
import { Icon, type IconName } from "./icons";
import { Said } from "./said";

const ICONS: Record<Verdict, IconName> = { passed: "passed", not_passed: "notyet", unjudged: "question" };

export function ResultCard({ app, step }: { app: App; step: Step }) {
  const { result, tries } = app.progressOf(step.id);
  if (!result) {
    return (
      <div class="result result--empty">
        <p>{t("What the check says comes here.")}</p>
      </div>
    );
  }
  const stale = !app.situation(step).checkedAsIs;
  return (
    <section class={`result result--${result.verdict}${stale ? " result--stale" : ""}`} aria-labelledby="verdict">
      <Icon name={ICONS[result.verdict]} />
      <div class="result__body">
        <div class="result__head">
          <h2 id="verdict">{headline(result)}</h2>
          <span class="result__try">
            {t("Check number {n}", { n: tries })}
            {stale && `, ${t("before your last change")}`}
          </span>
        </div>
        <p>
          <Said text={message(result)} />
        </p>
        <Parts app={app} step={step} result={result} />
        {result.verdict !== "not_passed" && <Onwards app={app} step={step} />}
      </div>
    </section>
  );
}

/** The check's own title begins with the verdict; without one we say the verdict. */
function headline({ verdict, title }: Result): string {
  if (verdict === "unjudged") return t("This could not be checked");
  return pick(title) || (verdict === "passed" ? t("Passed!") : t("Not yet"));
}

function message({ verdict, message: own }: Result): string {
  if (verdict === "unjudged")
    return t("The fault is in the check, not in you. Your teacher looks at your answer. You can go on.");
  const said = pick(own);
  if (said) return said;
  return verdict === "passed" ? t("Your code does what was asked.") : t("Read the task once more and try again.");
}

function Parts({ app, step, result }: { app: App; step: Step; result: Result }) {
  const { verdict, expected, got, tip, line } = result;
  if (verdict !== "not_passed" || !(expected || got || tip || line)) return null;
  return (
    <dl class="result__parts">
      {expected && <Part name={t("Should be")} text={pick(expected)} />}
      {got && <Part name={t("You got")} text={pick(got)} />}
      {(tip || line !== null) && (
        <div>
          <dt>{t("Try this")}</dt>
          <dd>
            <Said text={pick(tip)} /> {line !== null && <LineLink app={app} step={step} line={line} />}
          </dd>
        </div>
      )}
    </dl>
  );
}

function Part({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Said text={text} />
      </dd>
    </div>
  );
}

function LineLink({ app, step, line }: { app: App; step: Step; line: number }) {
  const go = () => {
    const cell = step.work.map(({ id }) => app.cells.get(id)).find((each) => each?.kind === "code");
    if (cell) cell.wantedLine.value = { line };
  };
  return (
    <button type="button" class="linklike" onClick={go}>
      {t("Look at line {n}", { n: line })}
    </button>
  );
}

function Onwards({ app, step }: { app: App; step: Step }) {
  const next = app.steps[step.number];
  const filled = app.nextIn(step).do === "next";
  if (next && app.isLocked(next)) return null;
  return (
    <button
      type="button"
      class={`button onwards${filled ? " button--filled" : ""}`}
      onClick={() => app.goTo(next?.id ?? HAND_IN, true)}
    >
      {next ? t("Next: {title}", { title: pick(next.title) }) : t("Next: hand in")}
      <Icon name="next" />
    </button>
  );
}
