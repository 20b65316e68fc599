// The door to the stage: its code loads only when a run first does something there.
import { useEffect, useState } from "preact/hooks";
import type { OwnCell } from "../cell";
import { t } from "../words";
import type { StageData } from "./data";

type Shown = typeof import("./view").Stage;

let loaded: Shown | null = null;

export function StageDoor(props: { cell: OwnCell; data: StageData; run: () => void }) {
  const [Shown, setShown] = useState<Shown | null>(() => loaded);
  useEffect(() => {
    if (loaded) return;
    let here = true;
    void import("./view").then(({ Stage }) => {
      loaded = Stage;
      if (here) setShown(() => Stage);
    });
    return () => {
      here = false;
    };
  }, []);
  return Shown ? <Shown {...props} /> : <p class="out-quiet">{t("Opening the stage")}</p>;
}
