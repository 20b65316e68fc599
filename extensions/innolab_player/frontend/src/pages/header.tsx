// Home, title, the line of stops, saved, language.
import { type App, HAND_IN } from "../app";
import { HandButton } from "../room/hand";
import type { Saved } from "../save";
import type { StepProgress } from "../steps";
import { ViewButton } from "../view/button";
import { LANGUAGES, language, pick, t } from "../words";
import { Icon, type IconName } from "./icons";

const NAMES = { fi: "Suomi", sv: "Svenska", en: "English" };

export function Header({ app }: { app: App }) {
  const title = pick(app.opened.about.title ?? app.opened.lesson?.title);
  return (
    <header class="top">
      <a class="top__home" href={app.triedFrom ?? app.place.portal}>
        <Icon name="home" />
        <span class="visually-hidden">{app.triedFrom ? t("Back to the module") : t("To the start page")}. </span>
        {app.triedFrom && <span class="top__try">{t("Trying out")}</span>}
        <span class="top__title">{title}</span>
      </a>
      <nav aria-label={t("Steps")} class="top__line">
        <ol class="stops">
          {app.steps.map((step) => (
            <Stop
              key={step.id}
              app={app}
              id={step.id}
              number={step.number}
              title={pick(step.title)}
              locked={app.isLocked(step)}
            />
          ))}
          <LastStop app={app} />
        </ol>
      </nav>
      <div class="top__right">
        <HandButton app={app} />
        <SavedWord state={app.workspace.returning.value ? "refused" : app.saver.state.value} />
        <ViewButton />
        <select
          class="top__language"
          aria-label={t("Language")}
          value={language.value}
          onChange={(event) => app.speak(event.currentTarget.value)}
        >
          {LANGUAGES.map((each) => (
            <option key={each} value={each} lang={each}>
              {NAMES[each]}
            </option>
          ))}
        </select>
      </div>
    </header>
  );
}

function Stop({ app, id, number, title, locked }: StopProps) {
  const progress = app.progressOf(id);
  const now = app.current.value === id;
  const helped = progress.state === "done" && progress.hints > 0;
  return (
    <li class={`stop stop--${progress.state}${now ? " stop--now" : ""}`}>
      <a
        href={`#${id}`}
        aria-current={now ? "step" : undefined}
        aria-disabled={locked}
        title={title}
        onClick={(event) => go(event, app, id)}
      >
        <span class={`stop__mark${locked ? " stop__mark--locked" : ""}`} aria-hidden="true">
          {locked ? <Icon name="lock" /> : mark(progress, number, now)}
          {helped && (
            <span class="stop__helped">
              <Icon name="hint" />
            </span>
          )}
        </span>
        <span class="visually-hidden">
          {t("Step {n}: {title}", { n: number, title })},{" "}
          {locked ? t("not open yet") : helped ? t("done with a hint") : stateWord(progress)}
        </span>
      </a>
    </li>
  );
}

interface StopProps {
  app: App;
  id: string;
  number: number;
  title: string;
  locked: boolean;
}

function LastStop({ app }: { app: App }) {
  const now = app.current.value === HAND_IN;
  const received = app.handIn.state.value.receipt !== null;
  return (
    <li class={`stop stop--last ${received ? "stop--done" : "stop--new"}${now ? " stop--now" : ""}`}>
      <a
        href={`#${HAND_IN}`}
        aria-current={now ? "step" : undefined}
        title={t("Hand in")}
        onClick={(event) => go(event, app, HAND_IN)}
      >
        <span class="stop__mark" aria-hidden="true">
          <Icon name={received && !now ? "check" : "flag"} />
        </span>
        <span class="visually-hidden">
          {t("Hand in")}, {received ? t("handed in") : t("not handed in")}
        </span>
      </a>
    </li>
  );
}

function go(event: Event, app: App, id: string): void {
  event.preventDefault();
  app.goTo(id, true);
}

function mark({ state }: StepProgress, number: number, now: boolean) {
  if (now) return number;
  if (state === "done") return <Icon name="check" />;
  return state === "unjudged" ? "?" : number;
}

function stateWord({ state }: StepProgress): string {
  const words = { new: t("not started"), trying: t("trying"), done: t("done"), unjudged: t("could not be checked") };
  return words[state];
}

function SavedWord({ state }: { state: Saved }) {
  const words: Record<Saved, [IconName | null, string]> = {
    saved: ["check", t("Saved")],
    saving: [null, t("Saving")],
    offline: ["offline", t("No connection")],
    refused: ["info", t("Not saved yet")],
    "signed out": ["info", t("Not saved yet")],
  };
  const [icon, word] = words[state];
  return (
    <span class={`top__saved top__saved--${state.replace(" ", "-")}`}>
      {icon && <Icon name={icon} />}
      <span>{word}</span>
    </span>
  );
}
