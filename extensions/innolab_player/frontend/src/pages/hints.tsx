// Hints as rungs: opened, next, locked. Nothing is hidden, so help is neither endless nor shameful.
import type { App } from "../app";
import { type Step, textIn } from "../lesson";
import { language, t } from "../words";
import { Icon } from "./icons";
import { Prose } from "./step";

export function Hints({ app, step }: { app: App; step: Step }) {
  const opened = Math.min(app.progressOf(step.id).hints, step.hints.length);
  return (
    <section class="hints" aria-labelledby="hints">
      <div class="hints__head">
        <Icon name="hint" />
        <h2 id="hints" tabIndex={-1}>
          {t("Hints")}
        </h2>
        <span>{t("{n} / {total} opened", { n: opened, total: step.hints.length })}</span>
      </div>
      <ol class="hints__rungs">
        {step.hints.map((hint, index) => (
          <li key={hint.id} class={index < opened ? "rung rung--opened" : "rung"}>
            <span class="rung__number" aria-hidden="true">
              {index + 1}
            </span>
            {index < opened && <Prose app={app} text={textIn(hint, app.opened.about, language.value)} />}
            {index === opened && (
              <button type="button" class="linklike rung__open" onClick={() => app.openHint(step)}>
                {t("Open hint {n}", { n: index + 1 })}
                <Icon name="chevron" />
              </button>
            )}
            {index > opened && (
              <span class="rung__locked">
                {t("After hint {n}", { n: index })}
                <Icon name="lock" />
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
