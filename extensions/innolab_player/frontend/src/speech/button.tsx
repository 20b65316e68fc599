// The button that reads a part of the page aloud; absent where the browser has no voice for the language.
import { useEffect } from "preact/hooks";
import { Icon } from "../pages/icons";
import { language, t } from "../words";
import { read, reading, stop } from "./reader";
import { voice } from "./voices";

export function ReadAloud({ part }: { part: string }) {
  const tongue = language.value;
  // Another step or another language: what was read is no longer there.
  useEffect(() => () => void (reading.peek() && stop()), [tongue]);
  if (!voice.value) return null;
  const isReading = reading.value?.matches(part) ?? false;
  const press = () => {
    const root = document.querySelector(part);
    if (isReading || !root) stop();
    else read(root);
  };
  return (
    <button type="button" class="aloud" onClick={press}>
      <Icon name={isReading ? "stop" : "speaker"} />
      {isReading ? t("Stop reading") : t("Read aloud")}
    </button>
  );
}
