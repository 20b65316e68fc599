// How the page looks to this person: remembered in their home, applied as attributes that the styles read.
import { effect, signal } from "@preact/signals";

export interface View {
  size: "usual" | "large" | "largest";
  spacing: boolean;
  font: boolean;
  contrast: boolean;
  dark: boolean;
  still: boolean;
}

export const USUAL: View = { size: "usual", spacing: false, font: false, contrast: false, dark: false, still: false };

export const view = signal<View>(USUAL);

/** What the person chose before, wherever that was; until then what the device asks for. */
export function rememberView(
  chosen: Partial<View>,
  remember: (view: View) => void,
  root: HTMLElement = document.documentElement,
): void {
  view.value = { ...USUAL, ...asked(), ...known(chosen) };
  let started = false;
  effect(() => {
    apply(view.value, root);
    if (started) remember(view.value);
    started = true;
  });
}

function asked(): Partial<View> {
  return { contrast: matchMedia("(prefers-contrast: more)").matches, still: devicePrefersStill() };
}

function known(chosen: Partial<View>): Partial<View> {
  return Object.fromEntries(
    Object.entries(chosen).filter(([name, value]) => typeof value === typeof USUAL[name as keyof View]),
  );
}

function apply(chosen: View, root: HTMLElement): void {
  const { size, spacing, font, contrast, dark, still } = chosen;
  root.dataset.size = size;
  root.toggleAttribute("data-spacing", spacing);
  root.toggleAttribute("data-reading-font", font);
  root.toggleAttribute("data-contrast", contrast);
  root.toggleAttribute("data-dark", dark);
  root.toggleAttribute("data-still", still);
}

function devicePrefersStill(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Nothing is to move by itself: the person or the device asks for it. */
export function isStill(): boolean {
  return view.peek().still || devicePrefersStill();
}
