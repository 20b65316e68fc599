// The door to blocks: Blockly and what belongs to it load only for a step that is done with them.
import { useEffect, useState } from "preact/hooks";
import { t } from "../words";
import type { BlocksProps } from "./view";

type Shown = typeof import("./view").BlocksView;

let loaded: Shown | null = null;

export function BlocksDoor(props: BlocksProps) {
  const [Shown, setShown] = useState<Shown | null>(() => loaded);
  useEffect(() => {
    if (loaded) return;
    let here = true;
    void import("./view").then(({ BlocksView }) => {
      loaded = BlocksView;
      if (here) setShown(() => BlocksView);
    });
    return () => {
      here = false;
    };
  }, []);
  return Shown ? <Shown {...props} /> : <p class="out-quiet blocks__note">{t("Opening the blocks")}</p>;
}
