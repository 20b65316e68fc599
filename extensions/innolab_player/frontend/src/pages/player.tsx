// The whole page: header with the line of stops, the step, the foot.
import { useEffect } from "preact/hooks";
import { type App, HAND_IN } from "../app";
import { codeOf } from "../lesson";
import { FromTeacher } from "../room/teacher";
import { t } from "../words";
import { Foot } from "./foot";
import { HandInPage } from "./handin";
import { Header } from "./header";
import { StepPage } from "./step";

export function Player({ app }: { app: App }) {
  useRunKey(app);
  const step = app.step.value;
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link; the address is kept, since it names the step */}
      <a class="skip-link" href="#work" onClick={toWork}>
        {t("Skip to the task")}
      </a>
      <Header app={app} />
      {app.current.value === HAND_IN || !step ? (
        <HandInPage app={app} />
      ) : (
        <StepPage key={step.id} app={app} step={step} />
      )}
      <Foot app={app} />
      <div class="visually-hidden" role="status" aria-live="polite">
        {app.said.value}
      </div>
      <FromTeacher app={app} />
    </>
  );
}

// Moves the focus without touching the address, which names the step.
function toWork(event: Event): void {
  event.preventDefault();
  document.getElementById("title")?.focus();
}

/** Ctrl+Enter runs from anywhere in the step; in an editor its own key does. */
function useRunKey(app: App): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      const step = app.step.value;
      const next = step && app.nextIn(step);
      const code = step && codeOf(step)[0]?.id;
      const cell = app.cells.get(next?.do === "run" ? next.cell : (code ?? ""));
      if (cell) void app.run(cell);
      else if (step && next?.do === "check") void app.check(step);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [app]);
}
