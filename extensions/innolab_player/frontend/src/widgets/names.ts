// Names for sliders: ipywidgets draws a description beside them, but ties it to neither their handles nor their number.
import type { WidgetModel, WidgetView } from "@jupyter-widgets/base";
import { effect } from "@preact/signals";
import { t } from "../words";

/** Keep a slider's handles and its number named by its description; any other control stays as it is. */
export function nameSlider(view: WidgetView): void {
  if (!view.el.querySelector(".noUi-handle")) return;
  const name = () => nameParts(view.el, descriptionOf(view.model));
  // A change of direction makes new handles.
  view.listenTo(view.model, "change:description change:orientation", name);
  view.once("remove", effect(name)); // the language may change too
}

function descriptionOf(model: WidgetModel): string {
  return model.get("description") || model.get("tooltip") || t("Slider");
}

function nameParts(slider: Element, description: string): void {
  const [lower, upper] = slider.querySelectorAll(".noUi-handle");
  lower?.setAttribute("aria-label", upper ? t("{slider}, lower end", { slider: description }) : description);
  upper?.setAttribute("aria-label", t("{slider}, upper end", { slider: description }));
  const number = slider.querySelector(".widget-readout");
  number?.setAttribute("role", "textbox");
  number?.setAttribute("aria-label", description);
}
