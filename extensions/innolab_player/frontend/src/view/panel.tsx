// The view settings: each change is seen at once on the page behind.
import { useEffect, useRef } from "preact/hooks";
import { t } from "../words";
import { USUAL, type View, view } from "./settings";

type Switch = Exclude<keyof View, "size">;

export function ViewPanel({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const chosen = view.value;
  const change = (part: Partial<View>) => {
    view.value = { ...view.value, ...part };
  };
  const sizes: [View["size"], string][] = [
    ["usual", t("Usual")],
    ["large", t("Large")],
    ["largest", t("Very large")],
  ];
  const switches: [Switch, string][] = [
    ["spacing", t("More space between lines")],
    ["font", t("Letters that are easy to tell apart")],
    ["contrast", t("Strong contrast")],
    ["dark", t("Dark page")],
    ["still", t("Nothing moves by itself")],
  ];
  const leave = (event: Event) => {
    if (event.target === dialog.current) dialog.current?.close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes it as Esc does
    <dialog ref={dialog} class="view" aria-labelledby="view-title" onClose={close} onClick={leave}>
      <form method="dialog" class="view__inner">
        <h2 id="view-title">{t("How the page looks")}</h2>
        <fieldset class="view__sizes">
          <legend>{t("Size of the text")}</legend>
          {sizes.map(([size, words]) => (
            <label key={size} class={`view__size view__size--${size}`}>
              <input type="radio" name="view-size" checked={chosen.size === size} onChange={() => change({ size })} />
              <span>{words}</span>
            </label>
          ))}
        </fieldset>
        {switches.map(([name, words]) => (
          <label key={name} class="view__switch">
            <input
              type="checkbox"
              checked={chosen[name]}
              onChange={(event) => change({ [name]: event.currentTarget.checked })}
            />
            <span>{words}</span>
          </label>
        ))}
        <p class="view__note">{t("Remembered for you on this device.")}</p>
        <div class="view__foot">
          <button type="submit" class="button button--filled">
            {t("Ready")}
          </button>
          <button type="button" class="button" onClick={() => change(USUAL)}>
            {t("As usual")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
