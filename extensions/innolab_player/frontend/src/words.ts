// The page's own sentences, and the activity's texts, in the pupil's language.
import { signal } from "@preact/signals";
import fi from "../locale/fi.po";
import sv from "../locale/sv.po";

export const LANGUAGES = ["fi", "sv", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Text = Partial<Record<Language, string>>;

const CATALOGUES: Record<Language, Record<string, string>> = { fi, sv, en: {} };

export const language = signal<Language>("fi");

/** Take in the words of a part that loads later. */
export function learn(more: Partial<Record<Language, Record<string, string>>>): void {
  for (const code of LANGUAGES) Object.assign(CATALOGUES[code], more[code]);
}

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

/** A sentence in the pupil's language; `{name}` is filled in. */
export function t(sentence: string, values: Record<string, string | number> = {}): string {
  const words = CATALOGUES[language.value][sentence] ?? sentence;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The activity's own text in the pupil's language, else in the language it was written in. */
export function pick(text: Text | null | undefined, source: Language = "fi"): string {
  if (!text) return "";
  return text[language.value] ?? text[source] ?? text.fi ?? text.en ?? text.sv ?? "";
}

const LOCALES: Record<Language, string> = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" };

/** The service's, so that a time is the same here as on the portal's pages; the device may be set to another. */
export const timeZone = signal("Europe/Helsinki");

/** A clock time such as 9.42. */
export function clock(when: Date): string {
  const { hour, minute } = partsOf(when);
  return `${hour}${language.value === "en" ? ":" : "."}${minute}`;
}

/** A day such as ma 23.11., as the portal writes it; null when it is today. */
export function dayUnlessToday(when: Date, now = new Date()): string | null {
  const [{ weekday, day, month, year }, today] = [partsOf(when), partsOf(now)];
  if (day === today.day && month === today.month && year === today.year) return null;
  return `${weekday} ${day}.${month}.`;
}

function partsOf(when: Date): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  const format = new Intl.DateTimeFormat(LOCALES[language.value], {
    timeZone: timeZone.value,
    weekday: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(when).map(({ type, value }) => [type, value]));
}
