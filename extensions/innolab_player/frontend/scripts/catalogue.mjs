// A gettext catalogue as a plain object: English sentence -> sentence. Empty translations are left out.
import { readFileSync } from "node:fs";
import { po } from "gettext-parser";

export function catalogue(path) {
  const messages = Object.values(po.parse(readFileSync(path)).translations[""] ?? {});
  const pairs = messages
    .filter(({ msgid, msgstr }) => msgid && msgstr[0])
    .map(({ msgid, msgstr }) => [msgid, msgstr[0]]);
  return Object.fromEntries(pairs.sort(([one], [other]) => (one < other ? -1 : 1)));
}
