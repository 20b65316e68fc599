// Handing in: what is undone, the button, and the receipt.
import type { App } from "../app";
import type { HandInState } from "../lesson";
import { clock, dayUnlessToday, pick, t } from "../words";
import { Icon } from "./icons";
import { Notices } from "./notices";

export function HandInPage({ app }: { app: App }) {
  const state = app.handIn.state.value;
  return (
    <main class="handin" id="work">
      <div class="handin__inner">
        <h1 id="title" tabIndex={-1}>
          {t("Hand in your work")}
        </h1>
        {app.triedFrom ? <TryOut module={app.triedFrom} /> : <StateCard app={app} state={state} />}
        <Notices app={app} />
        <Undone app={app} />
        {!app.isClosed.value && !app.triedFrom && <Send app={app} state={state} />}
      </div>
    </main>
  );
}

function TryOut({ module }: { module: string }) {
  return (
    <div class="result result--unjudged">
      <Icon name="info" />
      <div class="result__body">
        <h2>{t("You are trying this out")}</h2>
        <p>{t("Pupils hand in here. What you did stays in your own workspace, and no class sees it.")}</p>
        <p>
          <a href={module}>{t("Back to the module")}</a>
        </p>
      </div>
    </div>
  );
}

function StateCard({ app, state }: { app: App; state: HandInState }) {
  const trouble = app.handIn.trouble.value;
  return (
    <>
      {trouble && (
        <div class="result result--not_passed" role="status">
          <Icon name="notyet" />
          <div class="result__body">
            <h2>{t("Not handed in yet")}</h2>
            <p>{troubleWords(app, trouble)}</p>
          </div>
        </div>
      )}
      {state.state === "pending" && <Pending message={state.code === "unreachable" ? null : (state.message ?? null)} />}
      {state.state === "refused" && (
        <div class="result result--not_passed">
          <Icon name="notyet" />
          <div class="result__body">
            <h2>{t("Your work was not taken in")}</h2>
            <p>
              {state.message} {t("Your work is safe here.")}
            </p>
          </div>
        </div>
      )}
      {state.receipt && <ReceiptCard app={app} state={state} />}
    </>
  );
}

function troubleWords(app: App, trouble: NonNullable<App["handIn"]["trouble"]["value"]>): string {
  const kept = t("No connection. Your work is kept on this device. Hand it in when the connection is back.");
  switch (trouble.kind) {
    case "unsaved":
      if (app.saver.state.value === "offline") return kept;
      return t("Your newest changes are not saved yet, so they could not be handed in. Try again in a moment.");
    case "no answer":
      return kept;
    case "refused":
      return trouble.message;
  }
}

function Pending({ message }: { message: string | null }) {
  return (
    <div class="result result--unjudged">
      <Icon name="clock" />
      <div class="result__body">
        <h2>{t("Your work is on its way")}</h2>
        <p>{t("It is kept safe and is sent as soon as it can be. You can close this page.")}</p>
        {message && <p class="handin__why">{message}</p>}
      </div>
    </div>
  );
}

function ReceiptCard({ app, state }: { app: App; state: HandInState }) {
  if (!state.receipt) return null;
  const { receipt, handed_in_at, late } = state.receipt;
  const when = new Date(handed_in_at);
  const [day, time] = [dayUnlessToday(when), clock(when)];
  return (
    <div class="result result--passed" data-receipt={receipt}>
      <Icon name="passed" />
      <div class="result__body">
        <h2>{day ? t("Handed in {day} at {time}", { day, time }) : t("Handed in at {time}", { time })}</h2>
        <p>
          {t("Receipt")} <strong class="receipt">{receipt}</strong>
        </p>
        {late && <p>{t("It came after the lesson had ended.")}</p>}
        <p>{app.isClosed.value ? t("Well done.") : t("You can still change your work and hand it in again.")}</p>
        <p>
          <a href={`${app.place.portal}feedback/${receipt}/`}>{t("See the feedback")}</a>
        </p>
      </div>
    </div>
  );
}

function Undone({ app }: { app: App }) {
  const undone = app.undone;
  if (app.isClosed.value) return null;
  if (undone.length === 0) return <p class="handin__all">{t("All steps are done.")}</p>;
  return (
    <section class="card handin__undone" aria-labelledby="undone">
      <h2 id="undone">{t("These steps are not done yet")}</h2>
      <ul>
        {undone.map((step) => (
          <li key={step.id}>
            <a
              href={`#${step.id}`}
              onClick={(event) => {
                event.preventDefault();
                app.goTo(step.id, true);
              }}
            >
              {step.number} {pick(step.title)}
            </a>
          </li>
        ))}
      </ul>
      {!app.triedFrom && <p>{t("You can also hand in as it is.")}</p>}
    </section>
  );
}

function Send({ app, state }: { app: App; state: HandInState }) {
  const sending = app.handIn.sending.value || state.state === "pending";
  const again = state.receipt !== null;
  return (
    <p>
      <button
        type="button"
        class={`button handin__send${again ? "" : " button--filled"}`}
        aria-disabled={sending}
        onClick={() => sending || void app.handIn.send()}
      >
        {sending ? <span class="spinner" aria-hidden="true" /> : <Icon name="flag" />}
        {sending ? t("Sending") : again ? t("Hand in again") : t("Hand in")}
      </button>
    </p>
  );
}
