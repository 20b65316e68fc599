// The pupil's hand: ask for help, see that the teacher saw it, take it down.
import type { App } from "../app";
import { Icon } from "../pages/icons";
import { t } from "../words";

export function HandButton({ app }: { app: App }) {
  if (app.lesson.value?.state !== "open" || app.opened.lesson?.try_out) return null;
  const { hand } = app.room.now.value;
  const press = () => (hand ? app.room.lower() : app.room.raise(app.step.value?.id ?? ""));
  return (
    <button type="button" class={`hand${hand ? " hand--up" : ""}`} aria-pressed={hand !== null} onClick={press}>
      <Icon name="hand" />
      {hand ? (
        <span class="hand__words">
          <strong>{t("Hand is up")}</strong>
          <span class="hand__news">
            {hand.seen_at ? t("Your teacher saw it") : hand.raised_at ? t("Lower the hand") : t("Sending")}
          </span>
        </span>
      ) : (
        <span class="hand__words">{t("Ask for help")}</span>
      )}
    </button>
  );
}
