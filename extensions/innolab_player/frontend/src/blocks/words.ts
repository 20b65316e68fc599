// Blockly's own words, complete: what its translations lack is in our catalogue, by its keys.
import "../stage/words";
import fiMore from "../../locale/blockly/fi.po";
import svMore from "../../locale/blockly/sv.po";
import type { Language } from "../words";

type Words = Record<string, string>;

const MORE: Record<Language, Words> = { fi: fiMore, sv: svMore, en: {} };
const THEIRS: Record<Language, () => Promise<unknown>> = {
  fi: () => import("blockly/msg/fi"),
  sv: () => import("blockly/msg/sv"),
  en: () => import("blockly/msg/en"),
};

export async function blocklyWords(language: Language): Promise<Words> {
  return { ...((await THEIRS[language]()) as Words), ...MORE[language] };
}
