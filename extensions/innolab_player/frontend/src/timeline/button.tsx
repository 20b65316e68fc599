// Opens the earlier states of a step, loaded only then.
import type { FunctionComponent } from "preact";
import { useState } from "preact/hooks";
import type { App } from "../app";
import type { Step } from "../lesson";
import { Icon } from "../pages/icons";
import { t } from "../words";
import type { PanelProps } from "./panel";

export function EarlierButton({ app, step }: { app: App; step: Step }) {
  const [Panel, setPanel] = useState<FunctionComponent<PanelProps> | null>(null);
  const open = async () => {
    const { EarlierPanel } = await import("./panel");
    setPanel(() => EarlierPanel);
  };
  return (
    <>
      <button type="button" class="footlink" aria-haspopup="dialog" onClick={() => void open()}>
        <Icon name="clock" />
        {t("Earlier versions")}
      </button>
      {Panel && <Panel app={app} step={step} close={() => setPanel(null)} />}
    </>
  );
}
