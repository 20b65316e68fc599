// What comes from the teacher: notes, more time, eyes up. Nothing of it moves the work or takes the caret.
import { useEffect } from "preact/hooks";
import type { App } from "../app";
import { Icon } from "../pages/icons";
import { t } from "../words";

export function FromTeacher({ app }: { app: App }) {
  const { notes, watched } = app.room.now.value;
  const until = app.room.moreUntil.value;
  return (
    <>
      <div class="from-teacher">
        {watched && (
          <p class="from-teacher__looks">
            <Icon name="eye" />
            {t("Your teacher is looking at your work.")}
          </p>
        )}
        <div role="status" class="from-teacher__news">
          {until && (
            <Card icon="clock" close={() => (app.room.moreUntil.value = null)}>
              <strong>{t("You got more time.")}</strong> {t("The lesson goes on until {time}.", { time: until })}
            </Card>
          )}
          {notes.map((note) => (
            <Card key={note.id} icon="note" close={() => app.room.read(note)}>
              <strong>{t("From your teacher:")}</strong> {note.text}
            </Card>
          ))}
        </div>
      </div>
      <EyesUp app={app} />
      <div class="visually-hidden" role="status">
        {app.room.said.value}
      </div>
    </>
  );
}

function Card(props: { icon: "clock" | "note"; close: () => void; children: preact.ComponentChildren }) {
  return (
    <div class="from-teacher__card">
      <Icon name={props.icon} />
      <p>{props.children}</p>
      <button type="button" class="button button--small" onClick={props.close}>
        {t("All right")}
      </button>
    </div>
  );
}

/** Covers the page while the teacher has everybody's eyes. What was written is saved first and stays as it is. */
function EyesUp({ app }: { app: App }) {
  const paused = app.room.isPaused.value;
  useEffect(() => (paused ? cover(app) : undefined), [app, paused]);
  return (
    <div class="eyes-up" role="alert" hidden={!paused}>
      {paused && (
        <div class="eyes-up__words">
          <Icon name="eye" />
          <div>
            <p class="eyes-up__title">{t("Eyes on the teacher")}</p>
            <p>{t("Your work is kept. We go on soon.")}</p>
          </div>
        </div>
      )}
    </div>
  );
}

/** The page rests; afterwards the focus, and with it the caret, is where it was. */
function cover(app: App): () => void {
  void app.saver.flush();
  const focused = document.activeElement;
  const covered = [...document.querySelectorAll("#player > :not(.eyes-up)")].filter((each) => !each.role);
  for (const each of covered) each.toggleAttribute("inert", true);
  return () => {
    for (const each of covered) each.toggleAttribute("inert", false);
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  };
}
