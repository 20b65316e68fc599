// Opens the view settings, which are loaded only then.
import type { FunctionComponent } from "preact";
import { useState } from "preact/hooks";
import { t } from "../words";

export function ViewButton() {
  const [Panel, setPanel] = useState<FunctionComponent<{ close: () => void }> | null>(null);
  const open = async () => {
    const { ViewPanel } = await import("./panel");
    setPanel(() => ViewPanel);
  };
  return (
    <>
      <button type="button" class="top__view" aria-haspopup="dialog" onClick={() => void open()}>
        <span aria-hidden="true">Aa</span>
        <span class="visually-hidden">{t("How the page looks")}</span>
      </button>
      {Panel && <Panel close={() => setPanel(null)} />}
    </>
  );
}
