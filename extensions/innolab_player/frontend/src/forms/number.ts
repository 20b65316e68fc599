// Numbers as pupils write them: comma or point, thin spaces, a real minus, the unit behind.
import { language } from "../words";
import { Digits } from "./literal";

const SPACES = /[\s\u00a0\u2009\u202f]/g;

/** The number in Python's writing; null when it is none. */
export function readNumber(text: string, unit = ""): Digits | null {
  const bare = text.replace(SPACES, "").replace(/[\u2212\u2013]/, "-");
  const end = unit.replace(SPACES, "");
  const number = end && bare.endsWith(end) ? bare.slice(0, -end.length) : bare;
  const [, sign, whole = "", part] = /^([-+]?)(\d*)(?:[.,](\d*))?$/.exec(number) ?? [];
  if (sign === undefined || (!whole && !part)) return null;
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  return new Digits(`${sign === "-" ? "-" : ""}${digits}${part ? `.${part}` : ""}`);
}

/** A number in Python's writing as the pupil's language writes it. */
export function shownNumber({ text }: Digits): string {
  const shown = text.replace("-", "\u2212");
  return language.value === "en" ? shown : shown.replace(".", ",");
}
