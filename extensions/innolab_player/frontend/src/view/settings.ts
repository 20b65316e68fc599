// How the page looks to this person: remembered for them on this device, applied as attributes that the styles read.
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

type Shelf = Pick<Storage, "getItem" | "setItem">;

/** What the person chose here before; until then what the device asks for. */
export function rememberView(shelf: Shelf, user: string, root: HTMLElement = document.documentElement): void {
  const key = `innolab:view:${user}`;
  view.value = { ...USUAL, ...asked(), ...kept(shelf, key) };
  effect(() => {
    apply(view.value, root);
    try {
      shelf.setItem(key, JSON.stringify(view.value));
    } catch {
      // A full or closed shelf forgets it at the end of the visit.
    }
  });
}

function asked(): Partial<View> {
  return { contrast: matchMedia("(prefers-contrast: more)").matches, still: devicePrefersStill() };
}

function kept(shelf: Shelf, key: string): Partial<View> {
  try {
    const found = JSON.parse(shelf.getItem(key) ?? "{}") as Partial<View>;
    const known = Object.entries(found).filter(([name, value]) => typeof value === typeof USUAL[name as keyof View]);
    return Object.fromEntries(known);
  } catch {
    return {};
  }
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
