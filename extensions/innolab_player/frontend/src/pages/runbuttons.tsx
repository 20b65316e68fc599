// Run (which is Stop while running) and Check. One of the page's buttons is filled: the next best thing.
import type { App } from "../app";
import type { OwnCell } from "../cell";
import type { Step } from "../lesson";
import { t } from "../words";
import { Icon } from "./icons";

interface Props {
  app: App;
  step: Step;
}

export function RunButton({ app, step, cell }: Props & { cell: OwnCell }) {
  const running = cell.running.value !== "no";
  const next = app.nextIn(step);
  const filled = running || (next.do === "run" && next.cell === cell.id && !app.runner.busy.value);
  const off = !running && (app.runner.busy.value || app.link.state.value === "dead");
  const press = () => {
    if (running) void app.runner.stop();
    else if (!off) void app.run(cell);
  };
  return (
    <button type="button" class={`button run${filled ? " button--filled" : ""}`} aria-disabled={off} onClick={press}>
      <Icon name={running ? "stop" : "play"} />
      {running ? t("Stop") : t("Run")}
    </button>
  );
}

export function CheckButton({ app, step }: Props) {
  const checking = app.checking.value;
  const filled = app.nextIn(step).do === "check" && !app.runner.busy.value;
  const off = app.runner.busy.value || app.isClosed.value || app.link.state.value === "dead";
  return (
    <button
      type="button"
      class={`button check${filled ? " button--filled" : ""}`}
      aria-disabled={off}
      onClick={() => off || void app.check(step)}
    >
      {checking ? <span class="spinner" aria-hidden="true" /> : <Icon name="check" />}
      {checking ? t("Checking") : t("Check")}
    </button>
  );
}
