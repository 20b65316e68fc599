// The timeline: look at an earlier state of the step, and bring it back.
import { useEffect, useRef, useState } from "preact/hooks";
import type { App } from "../app";
import type { Step } from "../lesson";
import { clock, dayUnlessToday, t } from "../words";
import { joined, type Moment, type State, statesOf } from "./states";

export interface PanelProps {
  app: App;
  step: Step;
  close: () => void;
}

export function EarlierPanel({ app, step, close }: PanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [states, setStates] = useState<State[] | null>(null);
  const [away, setAway] = useState(false);
  const [shown, setShown] = useState(0);
  useEffect(() => {
    dialog.current?.showModal();
    const fill = (saved: Moment[]) => {
      const found = statesOf(joined(saved, app.recent.moments), ...app.startAndNow(step));
      setStates(found);
      setShown(Math.max(0, found.length - 2));
    };
    app.earlier().then(fill, () => {
      setAway(true);
      fill([]);
    });
  }, []);
  const state = states?.[shown];
  const bringBack = () => {
    if (state) app.bringBack(step, state.sources);
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} class="earlier" aria-labelledby="earlier-title" onClose={close}>
      <form method="dialog" class="earlier__inner">
        <h2 id="earlier-title">{t("Earlier versions of this step")}</h2>
        {away && <p role="status">{t("No connection: these are the versions that this page remembers.")}</p>}
        {states && states.length < 2 && <p>{t("There is only one version yet: the one you see.")}</p>}
        {states && state && states.length > 1 && (
          <>
            <Choose states={states} shown={shown} show={setShown} />
            <Sources app={app} state={state} now={states.at(-1) ?? state} />
          </>
        )}
        <div class="view__foot">
          {states && shown < states.length - 1 && (
            <button type="button" class="button button--filled" onClick={bringBack}>
              {t("Bring this version back")}
            </button>
          )}
          <button type="submit" class="button">
            {t("Close")}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function Choose({ states, shown, show }: { states: State[]; shown: number; show: (place: number) => void }) {
  const words = when(states, shown);
  return (
    <label class="earlier__choose">
      <span>{words}</span>
      <input
        type="range"
        min={0}
        max={states.length - 1}
        value={shown}
        aria-label={t("Version")}
        aria-valuetext={words}
        onInput={(event) => show(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}

function when(states: State[], place: number): string {
  const at = states[place]?.at;
  if (place === states.length - 1) return t("Now");
  if (at === null || at === undefined) return t("At the start");
  const [date, time] = [new Date(at), clock(new Date(at))];
  const day = dayUnlessToday(date);
  return day ? t("{day} at {time}", { day, time }) : t("at {time}", { time });
}

/** The texts of that time; lines that are not in today's are marked. */
function Sources({ app, state, now }: { app: App; state: State; now: State }) {
  return (
    <>
      {[...state.sources].map(([id, source]) => {
        const today = new Set(now.sources.get(id)?.split("\n"));
        const words = app.cells.get(id)?.kind === "answer";
        return (
          <pre
            key={id}
            class={`earlier__source${words ? " earlier__source--words" : ""}`}
            tabIndex={0}
            role="group"
            aria-label={words ? t("Your answer in your own words") : t("Code")}
          >
            {source.split("\n").map((line, at) => (
              <span key={at} class={today.has(line) ? "" : "earlier__other"}>{`${line}\n`}</span>
            ))}
          </pre>
        );
      })}
    </>
  );
}
