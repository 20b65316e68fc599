// A pupil's idea about the step, at the end of the task where the thought comes.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { App } from "../app";
import type { Step } from "../lesson";
import { Icon } from "../pages/icons";
import { t } from "../words";
import type { IdeaKind } from "./said";

const MOST_SIGNS = 1000;

export function IdeaAbout({ app, step }: { app: App; step: Step }) {
  const open = useSignal(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    open.value = false;
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (!app.opened.lesson || app.opened.lesson.try_out) return null;
  if (open.value) return <IdeaForm app={app} step={step} close={close} />;
  return (
    <div class="idea">
      <button type="button" class="linklike idea__open" ref={opener} onClick={() => (open.value = true)}>
        <Icon name="note" />
        {t("Say what you think of this step")}
      </button>
      {app.room.thanks.value && <p class="idea__thanks">{t("Thank you! Your idea is on its way to your teacher.")}</p>}
    </div>
  );
}

function IdeaForm({ app, step, close }: { app: App; step: Step; close: () => void }) {
  const [kind, words, wrong] = [useSignal<IdeaKind | "">(""), useSignal(""), useSignal("")];
  const send = (event: Event) => {
    event.preventDefault();
    wrong.value = "";
    if (!kind.value) wrong.value = t("Choose one.");
    else if (kind.value !== "too_hard" && words.value.trim() === "") wrong.value = t("Write a few words.");
    if (wrong.value || !kind.value) return;
    app.room.idea(kind.value, words.value.trim(), step.id);
    close();
  };
  const kinds: [IdeaKind, string][] = [
    ["too_hard", t("It is too hard")],
    ["better_task", t("I have a better task")],
    ["other", t("Something else")],
  ];
  return (
    <form class="idea idea--open" onSubmit={send} onKeyDown={(event) => event.key === "Escape" && close()}>
      <fieldset aria-describedby={wrong.value ? "idea-wrong" : undefined}>
        <legend>{t("Say what you think of this step")}</legend>
        {kinds.map(([each, name], index) => (
          <label key={each} class="idea__kind">
            <input
              type="radio"
              name="idea"
              ref={index === 0 ? focusOnce : null}
              checked={kind.value === each}
              onChange={() => (kind.value = each)}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <label class="idea__words">
        {t("In your own words")}
        <textarea
          rows={3}
          maxLength={MOST_SIGNS}
          value={words.value}
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
      </label>
      {wrong.value && (
        <p class="idea__wrong" id="idea-wrong" role="alert">
          {wrong.value}
        </p>
      )}
      <div class="idea__do">
        <button type="submit" class="button">
          {t("Send to your teacher")}
        </button>
        <button type="button" class="linklike" onClick={close}>
          {t("Close")}
        </button>
      </div>
    </form>
  );
}

/** The first choice gets the focus when the form opens. */
function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}
