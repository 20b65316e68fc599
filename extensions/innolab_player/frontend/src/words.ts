// The page's own sentences, and the activity's texts, in the pupil's language.
import { signal } from "@preact/signals";
import fi from "../locale/fi.po";
import sv from "../locale/sv.po";

export const LANGUAGES = ["fi", "sv", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Text = Partial<Record<Language, string>>;

const CATALOGUES: Record<Language, Record<string, string>> = { fi, sv, en: {} };

export const language = signal<Language>("fi");

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

/** A clock time such as 9.42. */
export function clock(when: Date): string {
  return when.toLocaleTimeString(LOCALES[language.value], { hour: "numeric", minute: "2-digit" });
}

/** A day and a clock time; only the time when it is today. */
export function dayAndClock(when: Date, today = new Date()): string {
  if (when.toDateString() === today.toDateString()) return clock(when);
  const day = when.toLocaleDateString(LOCALES[language.value], { weekday: "short", day: "numeric", month: "numeric" });
  return `${day} ${clock(when)}`;
}
