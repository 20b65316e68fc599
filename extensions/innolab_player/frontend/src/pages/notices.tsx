// Troubles and news as lines on the page, never a dialog. They stand below the work, so that nothing above moves.
import type { ComponentChildren } from "preact";
import type { App } from "../app";
import type { Step } from "../lesson";
import { t } from "../words";
import { Icon, type IconName } from "./icons";

export function Notices({ app, step }: { app: App; step?: Step }) {
  const front = inFront(app);
  return (
    <div class="notices">
      <Lesson app={app} inView={front === LESSON} />
      <Saving app={app} inView={front === SAVING} />
      <Python app={app} />
      {app.idle.soon.value && (
        <Notice icon="clock" title={t("Are you still there?")} inView>
          {t("In a minute you will be signed out, so that the next one doesn't see your work. It is saved.")}{" "}
          <button type="button" class="button button--small" onClick={() => app.idle.used()}>
            {t("I am here")}
          </button>
        </Notice>
      )}
      {app.isFull.value && (
        <Notice icon="info" title={t("There is no room for more files.")}>
          {t("Your code saved too much, so Python was stopped.")}{" "}
          {t("Your code and answers are safe. Save less with it, or delete files.")}
        </Notice>
      )}
      {app.otherDevice.value && (
        <Notice
          icon="device"
          title={t("The same work is open elsewhere too.")}
          close={() => (app.otherDevice.value = false)}
        >
          {t("The newest change holds, and nothing is lost.")}
        </Notice>
      )}
      {step && app.undo.value?.step === step.id && (
        <Notice icon="again" title={app.undo.value.words}>
          <button type="button" class="linklike" onClick={() => app.takeBack()}>
            {t("Bring my work back")}
          </button>
        </Notice>
      )}
    </div>
  );
}

const [LESSON, SAVING] = ["lesson", "saving"];

/** The one kind of news that stands in the window on narrow screens, until the pupil has seen it. */
function inFront(app: App): string | null {
  if (app.workspace.returning.value) return SAVING;
  if (app.saver.state.value === "offline") return app.seen.value.has(SAVING) ? null : SAVING;
  return app.seen.value.has(LESSON) ? null : LESSON;
}

function Lesson({ app, inView }: { app: App; inView: boolean }) {
  const seen = () => app.see(LESSON);
  if (app.isClosed.value) {
    return (
      <Notice icon="clock" title={t("This lesson has ended.")} inView={inView} seen={seen}>
        {t("Here you can look at what you did.")}
      </Notice>
    );
  }
  if (app.isLate.value) {
    return (
      <Notice icon="clock" title={t("This lesson has ended.")} inView={inView} seen={seen}>
        {t("You can still work and hand in. Your work is then marked as late.")}
      </Notice>
    );
  }
  if (app.opened.away === null) return null;
  return (
    <Notice icon="offline" title={t("InnoLab's start page is away for a moment.")}>
      {t("You can work as usual: this is your saved work.")}
    </Notice>
  );
}

function Saving({ app, inView }: { app: App; inView: boolean }) {
  if (app.workspace.returning.value) {
    return (
      <Notice icon="again" title={t("Your workspace is being brought back.")} inView={inView}>
        {t("It takes a moment. Keep working in peace, your work is saved on this device.")}
      </Notice>
    );
  }
  switch (app.saver.state.value) {
    case "offline":
      return (
        <Notice icon="offline" title={t("No connection.")} inView={inView} seen={() => app.see(SAVING)}>
          {t("Keep working in peace. Your work is kept on this device and is sent when the connection is back.")}{" "}
          {t("Then you can run code again.")}
        </Notice>
      );
    case "refused":
      return (
        <Notice icon="info" title={t("Not saved yet")}>
          {app.saver.reason.value}
        </Notice>
      );
    case "signed out":
      return (
        <Notice icon="info" title={t("You have been signed out.")}>
          {t("Your work is kept in this browser.")}{" "}
          <a href={location.href} onClick={() => location.reload()}>
            {t("Sign in again")}
          </a>
        </Notice>
      );
    default:
      return null;
  }
}

function Python({ app }: { app: App }) {
  if (app.link.state.value === "dead") {
    return (
      <Notice icon="again" title={t("Python stopped.")}>
        {t("Your code is safe. Perhaps it used too much memory.")}{" "}
        <button type="button" class="button" onClick={() => void app.link.startAgain()}>
          {t("Start Python again")}
        </button>
      </Notice>
    );
  }
  if (app.link.state.value === "away" && app.saver.state.value !== "offline" && !app.isClosed.value) {
    return (
      <Notice icon="offline" title={t("Python can't be reached.")}>
        {t("Your code is safe.")}{" "}
        <button type="button" class="linklike" onClick={() => void app.link.open().catch(() => {})}>
          {t("Try again")}
        </button>
      </Notice>
    );
  }
  if (!app.runner.restarted.value) return null;
  return (
    <Notice icon="again" title={t("Python started again.")}>
      {t("Your code is safe, but the variables were emptied. Run the code again.")}
    </Notice>
  );
}

interface NoticeProps {
  icon: IconName;
  title: string;
  children: ComponentChildren;
  close?: () => void;
  /** In the window wherever a narrow page is scrolled to, until it passes or is seen. */
  inView?: boolean;
  seen?: () => void;
}

export function Notice({ icon, title, children, close, inView, seen }: NoticeProps) {
  return (
    <div class={`notice${inView ? " notice--in-view" : ""}`} role="status">
      <Icon name={icon} />
      <p>
        <strong>{title}</strong> {children}
      </p>
      {close && (
        <button type="button" class="button button--small" onClick={close}>
          {t("All right")}
        </button>
      )}
      {inView && seen && (
        <button type="button" class="button button--small notice__seen" onClick={seen}>
          {t("All right")}
        </button>
      )}
    </div>
  );
}
