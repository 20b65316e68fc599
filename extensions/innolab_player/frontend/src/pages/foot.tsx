// The way back and on, and the step from its start.
import { type App, HAND_IN } from "../app";
import { EarlierButton } from "../timeline/button";
import { pick, t } from "../words";
import { Icon } from "./icons";

export function Foot({ app }: { app: App }) {
  const step = app.step.value;
  const number = step ? step.number : app.steps.length + 1;
  const [before, next] = [app.steps[number - 2], app.steps[number]];
  return (
    <nav class="foot" aria-label={t("Back and on")}>
      <div class="foot__back">
        {before && (
          <button type="button" class="footlink" onClick={() => app.goTo(before.id, true)}>
            <Icon name="back" />
            {before.number} {pick(before.title)}
          </button>
        )}
      </div>
      {step && step.work.length > 0 && !app.isClosed.value && (
        <div class="foot__again">
          <button type="button" class="footlink" onClick={() => app.startAgain(step)}>
            <Icon name="again" />
            {t("Start the step again")}
          </button>
          <EarlierButton key={step.id} app={app} step={step} />
        </div>
      )}
      <div class="foot__next">
        {next && app.isLocked(next) ? (
          <p class="foot__locked">
            <Icon name="lock" />
            {t("Your teacher opens the next step.")}
          </p>
        ) : (
          step && (
            <button type="button" class={onwards(app)} onClick={() => app.goTo(next?.id ?? HAND_IN, true)}>
              {next ? `${next.number} ${pick(next.title)}` : t("Hand in")}
              <Icon name="next" />
            </button>
          )
        )}
      </div>
    </nav>
  );
}

/** Filled when going on is the next best thing, and no card above already says so. */
function onwards(app: App): string {
  const step = app.step.value;
  if (!step || app.nextIn(step).do !== "next") return "footlink footlink--on";
  const result = app.progressOf(step.id).result;
  const cardSaysSo = step.checks.length > 0 && result !== null && result.verdict !== "not_passed";
  return cardSaysSo ? "footlink footlink--on" : "button button--filled";
}
